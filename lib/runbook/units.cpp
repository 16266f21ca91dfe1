#include "lib/runbook/units.hpp"

#include "lib/core/fingerprint.hpp"

#include <fmt/format.h>

#include <map>

namespace omactl::runbook {

namespace {

std::string text_of(Attributes const &a)
{
    return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", a.condition.value_or(""), a.exception.value_or(""),
                       a.verify.value_or(""), a.within ? a.within->count() : 0, a.undo.value_or(""),
                       static_cast<int>(a.on_failure), a.retries, a.human);
}

std::string script_of(Block const &block)
{
    std::string text;
    for (auto const &line : block.lines) text += line.text + '\n';
    return text;
}

class Collector {
public:
    std::vector<Unit> all;

    void add_step(Step const &step, std::size_t number)
    {
        auto const first = all.size();
        if (step.is_for_people()) {
            add({.kind = Unit::Kind::person, .step = &step, .line = {step.line, step.name}}, person_text(step));
        } else {
            for (auto const &part : step.parts)
                if (auto const *block = std::get_if<Block>(&part)) add_block(step, *block);
        }
        for (auto i = first; i < all.size(); ++i) all[i].step_number = number;
        if (first < all.size()) all[first].begins_step = true;
    }

private:
    static std::string person_text(Step const &step)
    {
        std::string text;
        for (auto const &part : step.parts)
            if (auto const *prose = std::get_if<Prose>(&part)) text += prose->markdown;
        return text;
    }

    void add_block(Step const &step, Block const &block)
    {
        auto const first = all.size();
        if (block.kind == Block::Kind::shell && !block.lines.empty()) {
            add({.kind = Unit::Kind::shell, .step = &step, .block = &block, .line = block.lines.front()},
                script_of(block) + text_of(block.attributes));
        } else {
            for (auto const &line : block.lines)
                add({.step = &step, .block = &block, .line = line}, line.text + '\n' + text_of(block.attributes));
        }
        if (first == all.size()) return;
        all[first].begins_block = true;
        all.back().ends_block = true;
    }

    void add(Unit unit, std::string const &content)
    {
        unit.key = fmt::format("{}/{:016x}", unit.step->name, checksum(content));
        if (auto const twins = ++m_seen[unit.key]; twins > 1) unit.key += fmt::format("/{}", twins);
        all.push_back(std::move(unit));
    }

    std::map<std::string, int> m_seen;
};

}  // namespace

std::vector<Unit> units_of(Page const &page)
{
    Collector collector;
    for (std::size_t i = 0; i < page.steps.size(); ++i) collector.add_step(page.steps[i], i + 1);
    return std::move(collector.all);
}

}  // namespace omactl::runbook
