#include "lib/cli/help.hpp"

#include "lib/cli/common_options.hpp"
#include "lib/cli/layout.hpp"
#include "lib/cli/route.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cli {

namespace {

// "-o, --output FORMAT", the long names in one column
std::string option_left(Param const &param)
{
    auto const comma = param.name.find(',');
    std::string left;
    if (comma != std::string_view::npos)
        left = fmt::format("{}, {}", param.name.substr(0, comma), param.name.substr(comma + 1));
    else
        left = fmt::format("{}{}", param.name.starts_with("--") ? "    " : "", param.name);
    if (!param.is_switch) left += fmt::format(" {}", param.metavar);
    return left;
}

std::string argument_left(Param const &param)
{
    return param.shown_name() + (param.repeated ? "…" : "");
}

std::string described(Param const &param, void const *defaults)
{
    std::string text(param.help);
    if (auto const value = param.is_switch ? std::string{} : param.show(defaults); !value.empty())
        text += fmt::format(" (default {})", value);
    if (param.is_option() && param.repeated) text += " (may be repeated)";
    return text;
}

std::string section(std::string_view title, std::string const &rows)
{
    return rows.empty() ? rows : fmt::format("\n{}\n{}", title, rows);
}

// Lines of a list; a no-break space in it becomes a blank that no line ended at.
std::string filled(std::string_view list)
{
    auto text = fill(list, 2);
    for (auto at = text.find("\u00a0"); at != std::string_view::npos; at = text.find("\u00a0", at))
        text.replace(at, 2, " ");
    return text;
}

// Compact: everyone meets them in every help.
std::string common_options(Command const &command)
{
    std::string list;
    auto const add = [&list](std::span<Param const> params) {
        for (Param const &p : params) {
            auto name = std::string(p.name);
            std::replace(name.begin(), name.end(), ',', '/');
            // A no-break space keeps an option and its value on one line.
            list +=
                fmt::format("{}{}{}{}", list.empty() ? "" : "\u00a0· ", name, p.is_switch ? "" : "\u00a0", p.metavar);
        }
    };
    if (command.changes()) add(change_params());
    add(common_params());
    return "\nCommon options (omactl help options)\n" + filled(list);
}

std::string examples(Command const &command)
{
    std::string text;
    for (Example const &example : command.spec().examples)
        text += fmt::format("  {}\n{}", example.line, fill(example.what, 6));
    return text.empty() ? text : "\nExamples\n" + text;
}

std::string_view statuses(Kind kind)
{
    switch (kind) {
    case Kind::predicate: return "0 yes, 3 no; 2 wrong words or configuration";
    case Kind::change:
        return "0 done, 1 refused, 3 found, 4 denied, 7 declined, 8 conflict, 9 partial, 10\u00a0unknown, "
               "11\u00a0unverified";
    case Kind::read: break;
    }
    return "0 ok, 2 usage, 3 found what it looks for, 4 denied, 5 not found, 6 unreachable";
}

std::string joined(std::span<std::string const> words)
{
    return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace

std::string param_rows(std::span<Param const> params, void const *defaults, bool options)
{
    std::vector<std::pair<std::string, std::string>> rows;
    for (Param const &p : params)
        if (p.is_option() == options)
            rows.emplace_back(options ? option_left(p) : argument_left(p), described(p, defaults));
    return rows.empty() ? std::string{} : two_columns(rows);
}

std::string usage_line(Command const &command)
{
    std::string line = fmt::format("omactl {}", command.spec().path);
    for (Param const &p : command.spec().params)
        if (!p.is_option()) line += p.required ? " " + argument_left(p) : " [" + argument_left(p) + "]";
    return line + " [options]";
}

std::string command_help(Command const &command)
{
    auto const &spec = command.spec();
    auto text = fmt::format("usage: {}\n\n{}", usage_line(command), fill(spec.summary, 0));
    if (!spec.details.empty()) text += "\n" + fill(spec.details, 0);
    auto const defaults = command.fresh_options();
    text += section("Arguments", param_rows(spec.params, defaults.get(), false));
    text += section("Options", param_rows(spec.params, defaults.get(), true));
    text += common_options(command);
    text += examples(command);
    text += fmt::format("\nExit status\n{}  omactl help exit-status\n", filled(statuses(spec.kind)));
    return text;
}

std::string group_help(std::string_view group)
{
    auto text = fmt::format("omactl {}", group);
    if (auto const summary = group_summary(group); !summary.empty()) text += fmt::format(" — {}", summary);
    std::vector<std::pair<std::string, std::string>> rows;
    for (auto const *command : group_members(group)) rows.emplace_back(command->spec().path, command->spec().summary);
    return fmt::format("{}\n\n{}\n  omactl {} COMMAND --help    arguments, options, examples\n", text,
                       two_columns(rows), group);
}

std::string help_for(std::span<std::string const> words)
{
    if (words.empty()) return map_text();
    auto const path = joined(words);
    if (auto const *command = find_command(path)) return command_help(*command);
    if (!group_members(path).empty()) return group_help(path);
    if (auto const topic = topic_text(path)) return *topic;
    auto known = topic_names();
    for (auto const *command : commands()) {
        known.emplace_back(command->spec().path);
        auto const first = command->spec().path.substr(0, command->spec().path.find(' '));
        known.emplace_back(first);
    }
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    std::string hint;
    for (auto const &near : nearest(path, known)) hint += fmt::format("did you mean: omactl help {}\n", near);
    hint += fmt::format("topics: {}", fmt::join(topic_names(), ", "));
    throw Error{Fault::usage, fmt::format("there is no help on '{}'", path), hint};
}

}  // namespace omactl::cli
