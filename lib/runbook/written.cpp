#include "lib/runbook/written.hpp"

#include "lib/core/text.hpp"
#include "lib/runbook/render.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace omactl::runbook {

namespace {

std::string marks_of(Block const &block)
{
    auto const &a = block.attributes;
    std::string text;
    auto const add = [&](std::string_view label, std::optional<std::string> const &command) {
        if (command) text += fmt::format("  {} {}\n", label, printable(*command));
    };
    add("if", a.condition);
    add("unless", a.exception);
    for (auto const &line : block.lines) text += fmt::format("    {}\n", printable(line.text));
    if (a.verify) text += fmt::format("  then, within {}: {}\n", human_duration(*a.within), printable(*a.verify));
    add("undo:", a.undo);
    if (a.human) text += "  asks a person in any case\n";
    return text;
}

std::string parameters_text(Page const &page)
{
    std::string text;
    for (auto const &one : page.parameters)
        text += fmt::format("  --set {}={}{}{}\n", one.name, one.preset.value_or("…"), one.help.empty() ? "" : "  ",
                            printable(one.help));
    return text;
}

std::size_t end_of_front_matter(std::vector<std::string_view> const &lines)
{
    if (lines.empty() || lines.front() != "---") return 0;
    for (std::size_t i = 1; i < lines.size(); ++i)
        if (lines[i].starts_with("---")) return i + 1;
    return 0;
}

}  // namespace

std::string with_values(std::string text, Values const &values, bool quoted)
{
    for (auto const &[name, plain] : values) {
        auto const value = quoted ? shell_quoted(plain) : plain;
        auto const mark = fmt::format("{{{{{}}}}}", name);
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
            text.replace(at, mark.size(), value);
    }
    return text;
}

std::string shown(Page const &page, cli::Io const &io)
{
    auto text = heading(printable(page.title), io) + '\n';
    if (!page.intro.empty()) text += '\n' + rendered(page.intro, io);
    if (!page.parameters.empty()) text += '\n' + parameters_text(page);
    for (std::size_t i = 0; i < page.steps.size(); ++i) {
        text += fmt::format("\n{}\n", heading(fmt::format("{}  {}", i + 1, printable(page.steps[i].name)), io));
        for (auto const &part : page.steps[i].parts) {
            if (auto const *prose = std::get_if<Prose>(&part))
                text += rendered(prose->markdown, io);
            else
                text += '\n' + marks_of(std::get<Block>(part));
        }
    }
    return text + fmt::format("\nomactl run {}\n", shell_quoted(page.name));
}

std::string filled_page(Page const &page, Values const &values)
{
    std::map<int, std::string> runnable;
    std::set<int> fences;
    for (auto const &step : page.steps)
        for (auto const &part : step.parts)
            if (auto const *block = std::get_if<Block>(&part); block && block->kind == Block::Kind::omactl) {
                fences.insert(block->line);
                for (auto const &line : block->lines) runnable[line.number] = pasteable(line.text, values);
            }
    auto const lines = split(page.text, '\n');
    std::string text;
    for (auto i = end_of_front_matter(lines); i < lines.size(); ++i) {
        auto const number = static_cast<int>(i) + 1;
        auto const found = runnable.find(number);
        text += found != runnable.end() ? found->second
                                        : with_values(std::string(lines[i]), values, fences.contains(number));
        if (i + 1 < lines.size()) text += '\n';
    }
    text.erase(0, text.find_first_not_of('\n'));
    return text.starts_with("# ") ? text : fmt::format("# {}\n\n{}", page.title, text);
}

}  // namespace omactl::runbook
