#include "lib/runbook/lint.hpp"

#include "lib/cli/parse.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace omactl::runbook {

namespace {

// Which service a group of commands asks; other groups ask none that a page must name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> k_services{{
    {"queue", "redis"},
    {"workers", "redis"},
    {"redis", "redis"},
    {"pg", "postgres"},
    {"es", "elasticsearch"},
    {"heroku", "heroku"},
    {"deploy", "heroku"},
    {"fleet", "ec2"},
    {"chef", "chef"},
    {"say", "slack"},
}};

// They are about runs and operations that a page can't know.
constexpr std::array<std::string_view, 7> k_not_in_pages{"runbook", "run",   "drill",     "undo",
                                                         "resume",  "apply", "completion"};

[[noreturn]] void refuse(std::string message, std::string hint = {})
{
    throw Error{Fault::usage, std::move(message), std::move(hint)};
}

std::string_view group_of(std::string_view path)
{
    return path.substr(0, path.find(' '));
}

void refuse_what_the_run_decides(cli::Bound const &bound)
{
    auto const group = group_of(bound.command->spec().path);
    if (std::ranges::find(k_not_in_pages, group) != k_not_in_pages.end())
        refuse(fmt::format("'{}' is nothing for a page", bound.command->spec().path), "a person types it");
    if (bound.help) refuse("--help in a page", "leave it away");
    if (bound.change.yes || bound.change.confirm)
        refuse("a page says neither --yes nor --confirm", "who runs it says yes: omactl run NAME --yes");
    if (bound.change.dry_run || bound.change.plan_out)
        refuse("a page says neither --dry-run nor --plan-out", "omactl run NAME --dry-run");
    if (bound.globals.env || bound.globals.config)
        refuse("a page names no environment and no configuration", "omactl -e ENV run NAME");
}

std::string sample_of(Parameter const &parameter)
{
    if (parameter.preset && refusal_of(parameter, *parameter.preset).empty()) return *parameter.preset;
    switch (parameter.type) {
    case ParameterType::integer: return "1";
    case ParameterType::duration: return "1m";
    case ParameterType::size: return "1MiB";
    case ParameterType::choice: return parameter.choices.empty() ? "sample" : parameter.choices.front();
    case ParameterType::text:
    case ParameterType::queue: break;
    }
    return "sample";
}

std::string nearest_hint(std::string_view word, std::vector<std::string> const &known)
{
    auto const near = nearest(word, known);
    if (!near.empty()) return fmt::format("did you mean {}", near.front());
    return known.empty() ? "the front matter names none" : fmt::format("known are {}", fmt::join(known, ", "));
}

/// Looks through the lines of one page.
class Linter {
public:
    Linter(Page const &page, Values const *values) : m_page(page), m_problems(page.problems)
    {
        for (auto const &parameter : page.parameters) {
            m_names.push_back(parameter.name);
            m_values[parameter.name] = sample_of(parameter);
        }
        if (values) m_values = *values;
    }

    std::vector<Problem> problems()
    {
        for (auto const &step : m_page.steps)
            for (auto const &part : step.parts)
                if (auto const *block = std::get_if<Block>(&part)) check_block(*block);
        check_symptoms();
        check_parameters();
        std::ranges::stable_sort(m_problems, {}, &Problem::line);
        return std::move(m_problems);
    }

private:
    enum class Must { any, look, change };

    void check_block(Block const &block)
    {
        auto const &a = block.attributes;
        for (auto const *command : {&a.condition, &a.exception, &a.verify})
            if (*command) check(**command, block.line, Must::look);
        if (a.undo) check(*a.undo, block.line, Must::change);
        for (auto const &line : block.lines) {
            if (block.kind == Block::Kind::shell) {
                note_parameters_in_shell(line);
            } else if (line.text != "omactl" && !line.text.starts_with("omactl ")) {
                m_problems.push_back({line.number,
                                      fmt::format("a line begins with omactl, not '{}'",
                                                  printable(line.text.substr(0, line.text.find(' ')))),
                                      "one command a line; other programs stand in a sh block"});
            } else {
                check(line.text, line.number, Must::any);
            }
        }
    }

    void check(std::string const &command, int line, Must must)
    {
        try {
            for (auto const &name : parameters_of(split_words(command))) {
                m_used.insert(name);
                if (std::ranges::find(m_names, name) == m_names.end())
                    refuse(fmt::format("unknown parameter '{}'", printable(name)), nearest_hint(name, m_names));
            }
            auto const bound = cli::bind(words_of(command, m_values));
            refuse_what_the_run_decides(bound);
            check_kind(bound, must);
            check_needs(bound);
        } catch (Error const &e) {
            m_problems.push_back({line, e.message(), e.hint()});
        }
    }

    static void check_kind(cli::Bound const &bound, Must must)
    {
        auto const path = bound.command->spec().path;
        if (must == Must::look && bound.changes)
            refuse(fmt::format("'{}' changes something; if, unless and verify only look", path));
        if (must == Must::change && !bound.changes)
            refuse(fmt::format("'{}' changes nothing, so it undoes nothing", path));
    }

    void check_needs(cli::Bound const &bound)
    {
        auto const path = bound.command->spec().path;
        auto const service = service_asked_by(path);
        if (service.empty() || std::ranges::find(m_page.needs, service) != m_page.needs.end()) return;
        if (m_unsaid.insert(std::string(service)).second)
            refuse(fmt::format("'{}' asks {}, which the page does not say it needs", group_of(path), service),
                   fmt::format("needs: [{}]", service));
    }

    // A shell would split and expand the value again.
    void note_parameters_in_shell(Line const &line)
    {
        if (line.text.find("{{") != std::string::npos)
            m_problems.push_back({line.number, "a parameter in a sh block would be split and expanded by the shell",
                                  "write out what is meant, or make it an omactl line"});
    }

    void check_symptoms()
    {
        for (auto const &symptom : m_page.symptoms)
            for (auto const &word : split(symptom, ' '))
                if (word.starts_with("{{") && word.ends_with("}}"))
                    check_symptom_parameter(std::string(word.substr(2, word.size() - 4)));
    }

    void check_symptom_parameter(std::string const &name)
    {
        if (std::ranges::find(m_names, name) == m_names.end())
            m_problems.push_back({1, fmt::format("a symptom names the unknown parameter '{}'", printable(name)),
                                  nearest_hint(name, m_names)});
    }

    void check_parameters()
    {
        for (auto const &parameter : m_page.parameters)
            if (!m_used.contains(parameter.name))
                m_problems.push_back({parameter.line, fmt::format("parameter '{}' is used nowhere", parameter.name),
                                      fmt::format("write {{{{{}}}}} in a line", parameter.name)});
    }

    Page const &m_page;
    std::vector<Problem> m_problems;
    std::vector<std::string> m_names;
    Values m_values;
    std::set<std::string> m_used, m_unsaid;
};

}  // namespace

std::vector<Problem> lint(Page const &page)
{
    return Linter{page, nullptr}.problems();
}

std::vector<Problem> lint(Page const &page, Values const &values)
{
    return Linter{page, &values}.problems();
}

Values values_for(Page const &page, std::vector<std::string> const &settings)
{
    Values values;
    std::vector<std::string> names;
    for (auto const &parameter : page.parameters) {
        names.push_back(parameter.name);
        if (parameter.preset) values[parameter.name] = *parameter.preset;
    }
    for (auto const &setting : settings) {
        auto const at = setting.find('=');
        auto const name = setting.substr(0, at);
        if (at == std::string::npos)
            refuse(fmt::format("--set {} has no value", printable(setting)), "--set NAME=VALUE");
        if (std::ranges::find(names, name) == names.end())
            refuse(fmt::format("page {} has no parameter '{}'", page.name, printable(name)), nearest_hint(name, names));
        values[name] = setting.substr(at + 1);
    }
    for (auto const &parameter : page.parameters) {
        auto const found = values.find(parameter.name);
        if (found == values.end())
            refuse(fmt::format("parameter {} has no value{}", parameter.name,
                               parameter.help.empty() ? "" : " (" + parameter.help + ")"),
                   fmt::format("--set {}=…", parameter.name));
        if (auto const why = refusal_of(parameter, found->second); !why.empty())
            refuse(fmt::format("parameter {}: {}", parameter.name, why));
    }
    return values;
}

std::vector<std::string> words_of(std::string_view command, Values const &values)
{
    auto words = filled(split_words(command), values);
    if (!words.empty() && words.front() == "omactl") words.erase(words.begin());
    if (words.empty()) refuse("the command is empty");
    return words;
}

std::string_view service_asked_by(std::string_view path)
{
    auto const *const found =
        std::ranges::find(k_services, group_of(path), &std::pair<std::string_view, std::string_view>::first);
    return found == k_services.end() ? std::string_view{} : found->second;
}

bool changes_something(std::vector<std::string> const &words)
{
    return cli::bind(words).changes;
}

}  // namespace omactl::runbook
