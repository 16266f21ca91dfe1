#include "drill/scenario.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/library.hpp"
#include "lib/runbook/words.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace omactl::drill {

namespace {

std::vector<std::string> const k_keys{"title", "page", "pager", "symptom", "set", "break", "people", "mended"};

class Reader {
public:
    explicit Reader(Scenario &scenario) : m_scenario(scenario) {}

    void read(YAML::Node const &root)
    {
        need(root, root.IsMap(), "a drill is a mapping");
        for (auto const &one : root) read_key(one.first, one.second);
        need(root, !m_scenario.title.empty(), "it has no title");
        need(root, !m_scenario.mended.empty(), "it has no `mended`: nobody would know when it is over");
    }

private:
    void read_key(YAML::Node const &key, YAML::Node const &value)
    {
        auto const name = text_of(key);
        if (name == "set" || name == "people") need(value, value.IsMap(), "this must be a mapping");
        if (name == "mended") need(value, value.IsSequence(), "this must be a list");
        if (name == "title")
            m_scenario.title = text_of(value);
        else if (name == "page")
            static_cast<void>(text_of(value));  // it is what m_scenario.page was read from
        else if (name == "pager")
            m_scenario.pager = text_of(value);
        else if (name == "symptom")
            m_scenario.symptom = command_of(value);
        else if (name == "set")
            for (auto const &one : value) m_scenario.set[text_of(one.first)] = text_of(one.second);
        else if (name == "break")
            m_scenario.breakages = deeds_of(value);
        else if (name == "people")
            for (auto const &one : value) m_scenario.people[step_of(one.first)] = deeds_of(one.second);
        else if (name == "mended")
            for (auto const &one : value) m_scenario.mended.push_back(command_of(one));
        else
            refuse(place(key), fmt::format("unknown key '{}'", printable(name)), nearest(name, k_keys));
    }

    /// A step that the page leaves to a person.
    std::string step_of(YAML::Node const &node) const
    {
        auto const name = text_of(node);
        std::vector<std::string> known;
        for (auto const &step : m_scenario.page.steps)
            if (step.is_for_people()) known.push_back(step.name);
        if (std::ranges::find(known, name) != known.end()) return name;
        refuse(place(node), fmt::format("the page leaves no step '{}' to a person", printable(name)),
               nearest(name, known));
    }

    std::vector<Deed> deeds_of(YAML::Node const &list) const
    {
        need(list, list.IsSequence(), "this must be a list");
        std::vector<Deed> all;
        for (auto const &one : list) {
            need(one, one.IsMap() && one.size() == 1, "one word each, as `- jobs: { … }`");
            auto const entry = *one.begin();
            Deed deed{text_of(entry.first), {}, place(one)};
            if (entry.second.IsMap())
                for (auto const &field : entry.second) deed.fields[text_of(field.first)] = text_of(field.second);
            else
                deed.fields[""] = text_of(entry.second);
            check(deed, m_scenario.page.needs);
            all.push_back(std::move(deed));
        }
        return all;
    }

    std::string text_of(YAML::Node const &node) const
    {
        need(node, node.IsScalar(), "this must be a plain text");
        return node.Scalar();
    }

    /// A line of omactl's, without that word. It may have the parameters that `set` gives.
    std::string command_of(YAML::Node const &node) const
    {
        auto text = text_of(node);
        try {
            static_cast<void>(runbook::split_words(text));
        } catch (Error const &e) {
            refuse(place(node), e.message(), {});
        }
        return text;
    }

    std::string place(YAML::Node const &node) const
    {
        return fmt::format("{}:{}", m_scenario.path, node.Mark().line + 1);
    }
    void need(YAML::Node const &node, bool fine, std::string_view message) const
    {
        if (!fine) refuse(place(node), message, {});
    }

    Scenario &m_scenario;
};

}  // namespace

Scenario read_scenario(std::string const &name, std::vector<std::string> const &folders)
{
    Scenario scenario;
    scenario.name = name;
    scenario.path = runbook::drill_path(name, folders);
    scenario.page = runbook::read_page(runbook::page_of_drill(name, folders));
    auto const text = read_file(scenario.path);
    try {
        Reader{scenario}.read(YAML::Load(text));
    } catch (YAML::Exception const &wrong) {
        refuse(fmt::format("{}:{}", scenario.path, wrong.mark.line + 1), wrong.msg, {});
    }
    return scenario;
}

}  // namespace omactl::drill
