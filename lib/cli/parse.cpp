#include "lib/cli/parse.hpp"

#include "lib/cli/common_options.hpp"
#include "lib/cli/paste.hpp"
#include "lib/cli/route.hpp"
#include "lib/core/text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace omactl::cli {

namespace {

// More than a command line can hold.
constexpr int k_unlimited = 1 << 20;

// Where the words for one Param go.
struct Slot {
    Param const *param;
    void *target;
    CLI::Option *option;
};

std::string help_hint(Command const &command)
{
    return fmt::format("omactl {} --help", command.spec().path);
}

[[noreturn]] void refuse(std::string message, std::string hint)
{
    throw Error{Fault::usage, std::move(message), std::move(hint)};
}

// CLI11 tells words apart; what they mean, and every message, is ours: so nothing is required,
// nothing converted, and extras are collected.
class Line {
public:
    Line(Bound &bound, std::vector<std::string> words);
    void parse();
    bool has(std::string_view option) const;
    void assign() const;

private:
    void add(Param const &param, void *target);
    void refuse_extras() const;
    [[noreturn]] void refuse_option(std::string const &word) const;
    void check_values(Slot const &slot) const;
    void require_arguments() const;
    bool is_option(std::string_view word) const;

    Command const &m_command;
    std::vector<std::string> m_words;
    CLI::App m_app;
    std::vector<Slot> m_slots;
};

Line::Line(Bound &bound, std::vector<std::string> words) : m_command(*bound.command), m_words(std::move(words))
{
    m_app.set_help_flag();
    m_app.allow_extras();
    for (Param const &p : m_command.spec().params) add(p, bound.options.get());
    for (Param const &p : common_params()) add(p, &bound.globals);
    if (!m_command.changes()) return;
    for (Param const &p : change_params()) add(p, &bound.change);
}

void Line::add(Param const &param, void *target)
{
    // Arguments stand by place; their own names could clash with an option's.
    auto const name = param.is_option() ? std::string(param.name) : fmt::format("argument{}", m_slots.size());
    auto *option = m_app.add_option(name, CLI::callback_t{});
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    if (param.is_switch)
        option->expected(0);
    else if (!param.is_option() && param.repeated)
        option->expected(k_unlimited, k_unlimited);
    m_slots.push_back({&param, target, option});
}

void Line::parse()
{
    auto const mark = std::find(m_words.begin(), m_words.end(), "--");
    // CLI11 would take the next word for the value.
    auto const empty = std::find_if(
        m_words.begin(), mark, [](std::string const &w) { return w.starts_with("--") && w.find('=') == w.size() - 1; });
    if (empty != mark) refuse_mangled_value(std::string_view{*empty}.substr(0, empty->size() - 1), "", false);
    std::vector<std::string> reversed(m_words.rbegin(), m_words.rend());
    try {
        m_app.parse(reversed);
    } catch (CLI::ArgumentMismatch const &) {
        refuse(fmt::format("{} needs a value", m_words.back()), help_hint(m_command));
    }
    refuse_extras();
}

bool Line::is_option(std::string_view word) const
{
    return std::any_of(m_slots.begin(), m_slots.end(), [word](Slot const &s) { return s.param->answers_to(word); });
}

void Line::refuse_extras() const
{
    bool options = true;
    for (auto const &word : m_app.remaining()) {
        if (options && word == "--") {  // CLI11 keeps the mark itself among the extras
            options = false;
            continue;
        }
        if (options && word.size() > 1 && word.front() == '-') refuse_option(word);
        // Curly quotes don't quote: what stood between them falls apart into words.
        refuse_mangled_words(m_words);
        refuse(fmt::format("'{}' is one word too many", word), help_hint(m_command));
    }
}

void Line::refuse_option(std::string const &word) const
{
    auto const name = word.substr(0, word.find('='));
    auto const path = m_command.spec().path;
    for (Param const &p : change_params())
        if (p.answers_to(name))
            refuse(fmt::format("there is no {} here", name), fmt::format("'{}' only looks: leave {} away", path, name));
    std::vector<std::string> known;
    for (Slot const &slot : m_slots)
        if (slot.param->is_option()) known.push_back(slot.param->shown_name());
    std::string hint;
    if (name.starts_with("--"))
        for (auto const &near : nearest(name, known)) hint += fmt::format("did you mean {}\n", near);
    refuse(fmt::format("unknown option {}", name), hint + help_hint(m_command));
}

void Line::check_values(Slot const &slot) const
{
    auto const name = slot.param->shown_name();
    auto const &values = slot.option->results();
    if (values.size() > 1 && !slot.param->repeated)
        refuse(fmt::format("{} is given twice", name), "give one value: " + help_hint(m_command));
    for (auto const &value : values) {
        if (slot.param->is_option() && (value.starts_with("--") || is_option(value)))
            refuse(fmt::format("{} needs a value, and '{}' looks like an option", name, value),
                   fmt::format("{} {} {}", name, slot.param->metavar, value));
        refuse_mangled_value(name, value, slot.param->verbatim);
    }
}

void Line::assign() const
{
    for (Slot const &slot : m_slots) {
        auto const name = slot.param->shown_name();
        auto const &values = slot.option->results();
        if (slot.param->is_switch) {
            if (std::any_of(values.begin(), values.end(), [](std::string const &v) { return v != "true"; }))
                refuse(fmt::format("{} takes no value", name), fmt::format("{}, or leave it away", name));
            if (!values.empty()) slot.param->set(slot.target, {});
            continue;
        }
        check_values(slot);
        for (auto const &value : values) {
            try {
                slot.param->set(slot.target, value);
            } catch (Error const &e) {
                throw Error{e.fault(), fmt::format("{}: {}", name, e.message()),
                            e.hint().empty() ? help_hint(m_command) : e.hint()};
            }
        }
    }
    require_arguments();
}

void Line::require_arguments() const
{
    for (Slot const &slot : m_slots) {
        if (!slot.param->required || slot.option->count() > 0) continue;
        refuse_mangled_words(m_words);
        refuse(fmt::format("{} is missing ({})", slot.param->shown_name(), slot.param->help), help_hint(m_command));
    }
}

bool Line::has(std::string_view option) const
{
    return std::any_of(m_slots.begin(), m_slots.end(),
                       [=](Slot const &s) { return s.param->answers_to(option) && s.option->count() > 0; });
}

std::vector<std::string> without_path(std::span<std::string const> words, std::span<std::size_t const> path)
{
    std::vector<std::string> rest;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (std::find(path.begin(), path.end(), i) == path.end()) rest.push_back(words[i]);
    return rest;
}

}  // namespace

Bound bind(std::span<std::string const> words)
{
    refuse_mangled_options(words);
    auto const route = find_route(words);
    if (!route.command) {
        refuse_mangled_words(words);
        throw no_command(route, words);
    }
    Bound bound;
    bound.command = route.command;
    bound.options = route.command->fresh_options();
    bound.help = route.help;
    if (bound.help) return bound;
    Line line{bound, without_path(words, route.path)};
    line.parse();
    bound.help = line.has("--help");
    auto const switches = split(bound.command->spec().change_switch, '|');
    bound.changes = bound.command->changes() && std::ranges::any_of(switches, [&](std::string_view name) {
                        return name.empty() || line.has(name);
                    });
    if (!bound.help) line.assign();
    return bound;
}

}  // namespace omactl::cli
