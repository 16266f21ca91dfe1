#include "drill/scenario.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <utility>

#include "drill/deeds.hpp"

namespace omactl::drill {

namespace {

std::vector<std::string> const k_keys{"title", "pager", "symptom", "set", "break", "people", "mended"};

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
        if (name == "title")
            m_scenario.title = text_of(value);
        else if (name == "pager")
            m_scenario.pager = text_of(value);
        else if (name == "symptom")
            m_scenario.symptom = text_of(value);
        else if (name == "set")
            for (auto const &one : value) m_scenario.set[text_of(one.first)] = text_of(one.second);
        else if (name == "break")
            m_scenario.breakages = deeds_of(value);
        else if (name == "people")
            for (auto const &one : value) m_scenario.people[text_of(one.first)] = deeds_of(one.second);
        else if (name == "mended")
            for (auto const &one : value) m_scenario.mended.push_back(text_of(one));
        else
            refuse(place(key), fmt::format("unknown key '{}'", printable(name)), nearest(name, k_keys));
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
            check(deed);
            all.push_back(std::move(deed));
        }
        return all;
    }

    std::string text_of(YAML::Node const &node) const
    {
        need(node, node.IsScalar(), "this must be a plain text");
        return node.Scalar();
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

void refuse(std::string const &place, std::string_view message, std::vector<std::string> const &near)
{
    throw Error{Fault::usage, fmt::format("{}: {}", place, message),
                near.empty() ? std::string{} : fmt::format("did you mean {}", near.front())};
}

Scenario read_scenario(std::string name, std::string path)
{
    Scenario scenario;
    scenario.name = std::move(name);
    scenario.path = std::move(path);
    auto const text = read_file(scenario.path);
    try {
        Reader{scenario}.read(YAML::Load(text));
    } catch (YAML::Exception const &wrong) {
        refuse(fmt::format("{}:{}", scenario.path, wrong.mark.line + 1), wrong.msg, {});
    }
    return scenario;
}

}  // namespace omactl::drill
