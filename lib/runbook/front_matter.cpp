#include "lib/runbook/front_matter.hpp"

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace omactl::runbook {

namespace {

std::vector<std::string> const k_keys{"title", "symptoms", "needs", "parameters"};
std::vector<std::string> const k_parameter_keys{"type", "default", "help"};
std::vector<std::pair<std::string, ParameterType>> const k_types{
    {"text", ParameterType::text},         {"queue", ParameterType::queue}, {"integer", ParameterType::integer},
    {"duration", ParameterType::duration}, {"size", ParameterType::size},
};

class FrontMatter {
public:
    FrontMatter(int line, Page &page) : m_line(line), m_page(page) {}

    void read(YAML::Node const &root)
    {
        if (!root.IsMap()) return note(root, "the front matter is no mapping", "title: …");
        for (auto const &one : root) read_key(one.first, one.second);
    }

private:
    void read_key(YAML::Node const &key, YAML::Node const &value)
    {
        auto const name = key.as<std::string>();
        if (name == "title")
            m_page.title = text_of(value, "title");
        else if (name == "symptoms")
            m_page.symptoms = texts_of(value, "symptoms");
        else if (name == "needs")
            read_needs(value);
        else if (name == "parameters")
            read_parameters(value);
        else
            note_unknown(key, "key", name, k_keys);
    }

    void read_needs(YAML::Node const &value)
    {
        m_page.needs = texts_of(value, "needs");
        for (auto const &need : m_page.needs)
            if (std::ranges::find(known_services(), need) == known_services().end())
                note_unknown(value, "service", need, known_services());
    }

    void read_parameters(YAML::Node const &all)
    {
        if (!all.IsMap()) return note(all, "parameters are no mapping", "parameters: { queue: { type: queue } }");
        for (auto const &one : all) read_parameter(one.first, one.second);
    }

    void read_parameter(YAML::Node const &key, YAML::Node const &value)
    {
        Parameter made{.name = key.as<std::string>(), .line = line_of(key)};
        if (made.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
            note(key, fmt::format("'{}' is no name for a parameter", printable(made.name)), "a-z, 0-9 and _");
        if (!value.IsMap()) return note(value, fmt::format("parameter {} is no mapping", made.name), "{ type: text }");
        for (auto const &part : value) {
            auto const name = part.first.as<std::string>();
            if (name == "type")
                read_type(part.second, made);
            else if (name == "default")
                made.preset = text_of(part.second, "default");
            else if (name == "help")
                made.help = text_of(part.second, "help");
            else
                note_unknown(part.first, "key", name, k_parameter_keys);
        }
        if (made.preset)
            if (auto const why = refusal_of(made, *made.preset); !why.empty())
                note(key, fmt::format("the default of {}: {}", made.name, why), {});
        m_page.parameters.push_back(std::move(made));
    }

    void read_type(YAML::Node const &value, Parameter &made)
    {
        if (value.IsSequence()) {
            made.type = ParameterType::choice;
            made.choices = texts_of(value, "type");
            return;
        }
        auto const name = text_of(value, "type");
        std::vector<std::string> known;
        for (auto const &[word, type] : k_types) {
            known.push_back(word);
            if (word == name) made.type = type;
        }
        if (std::ranges::find(known, name) == known.end()) note_unknown(value, "type", name, known);
    }

    std::string text_of(YAML::Node const &value, std::string_view what)
    {
        if (value.IsScalar()) return value.Scalar();
        note(value, fmt::format("{} is no text", what), {});
        return {};
    }

    std::vector<std::string> texts_of(YAML::Node const &value, std::string_view what)
    {
        if (value.IsScalar()) return {value.Scalar()};
        std::vector<std::string> all;
        if (!value.IsSequence()) note(value, fmt::format("{} is no list", what), {});
        for (auto const &one : value) all.push_back(text_of(one, what));
        return all;
    }

    int line_of(YAML::Node const &node) const { return m_line + std::max(node.Mark().line, 0); }

    void note(YAML::Node const &node, std::string message, std::string hint)
    {
        m_page.problems.push_back({line_of(node), std::move(message), std::move(hint)});
    }

    void note_unknown(YAML::Node const &node, std::string_view what, std::string const &word,
                      std::vector<std::string> const &known)
    {
        auto const near = nearest(word, known);
        note(node, fmt::format("unknown {} '{}'", what, printable(word)),
             near.empty() ? fmt::format("known are {}", fmt::join(known, ", "))
                          : fmt::format("did you mean {}", near.front()));
    }

    int m_line;
    Page &m_page;
};

}  // namespace

std::vector<std::string> const &known_services()
{
    static std::vector<std::string> const all{"redis", "postgres",   "elasticsearch", "heroku",   "ec2",    "ssh",
                                              "chef",  "papertrail", "airbrake",      "graphite", "seyren", "slack"};
    return all;
}

void read_front_matter(std::string_view yaml, int line, Page &page)
{
    try {
        FrontMatter{line, page}.read(YAML::Load(std::string(yaml)));
    } catch (YAML::Exception const &e) {
        page.problems.push_back({line + std::max(e.mark.line, 0), "the front matter is no YAML: " + e.msg, {}});
    }
}

}  // namespace omactl::runbook
