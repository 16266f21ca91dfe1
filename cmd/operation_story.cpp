#include "cmd/operation_story.hpp"

#include "cmd/journal_entry.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using op::State;
using runbook::code;

// What nobody names an environment for: the report is read elsewhere, with no --env of ours. nullopt: there
// is none.
std::optional<std::string> plain_environment(Session &session)
{
    try {
        return session.config().choose(std::nullopt, session.context().environ).name;
    } catch (Error const &) {
        return std::nullopt;
    }
}

cli::Json after_of(op::Entry const &entry)
{
    for (auto it = entry.events.rbegin(); it != entry.events.rend(); ++it)
        if (auto const after = it->data.find("after"); after != it->data.end()) return *after;
    return {};
}

std::string figure(cli::Json const &value)
{
    if (value.is_number_integer()) return with_commas(value.get<std::int64_t>());
    return value.is_string() ? value.get<std::string>() : cli::dump(value);
}

runbook::Text typed(std::string_view label, std::vector<std::string> const &commands)
{
    runbook::Text text{fmt::format("{}: ", label)};
    for (auto const &command : commands) {
        if (text.size() > 1) text.emplace_back(" · ");
        text.push_back(code(command));
    }
    return text;
}

}  // namespace

std::string command_in(std::string const &env, std::string_view words, Session &session)
{
    if (plain_environment(session) == env) return fmt::format("omactl {}", words);
    return fmt::format("omactl -e {} {}", shell_quoted(env), words);
}

std::vector<std::string> next_of(op::Entry const &entry, std::string_view shortest, Session &session)
{
    auto const with_id = [&](std::string_view word) {
        return command_in(entry.plan.env, fmt::format("{} {}", word, shortest), session);
    };
    bool const is_undo = !entry.plan.undoes.empty();
    auto const on = is_undo || !entry.plan.no_undo.empty() ? std::vector{with_id("resume")}
                                                           : std::vector{with_id("resume"), with_id("undo")};
    switch (entry.state) {
    case State::open:
    case State::unknown: return on;
    case State::partial: return is_undo ? std::vector{with_id("journal show")} : on;
    case State::unverified: return {with_id("resume")};
    case State::done:
        return is_undo || entry.plan.undo.empty() ? std::vector<std::string>{} : std::vector{with_id("undo")};
    case State::failed:
    case State::closed:
    case State::undone: break;
    }
    return {};
}

std::string figures_of(op::Entry const &entry)
{
    auto const after = after_of(entry);
    auto const &before = entry.plan.before;
    std::vector<std::string> parts;
    if (before.is_object())
        for (auto const &[name, value] : before.items())
            parts.push_back(after.is_object() && after.contains(name)
                                ? fmt::format("{} {} → {}", name, figure(value), figure(after.at(name)))
                                : fmt::format("{} {} before", name, figure(value)));
    if (after.is_object())
        for (auto const &[name, value] : after.items())
            if (!before.is_object() || !before.contains(name))
                parts.push_back(fmt::format("{} {}", name, figure(value)));
    return fmt::format("{}", fmt::join(parts, ", "));
}

cli::Json story_json(op::Entry const &entry, std::string_view shortest, Session &session)
{
    auto json = summary_of(entry, shortest);
    json["before"] = entry.plan.before;
    json["after"] = after_of(entry);
    json["run"] = entry.plan.run.empty() ? cli::Json{} : cli::Json(entry.plan.run.substr(0, entry.plan.run.find(':')));
    json["next"] = next_of(entry, shortest, session);
    return json;
}

runbook::Item story_item(op::Entry const &entry, std::string_view shortest, Session &session)
{
    auto const &plan = entry.plan;
    auto const what = plan.undoes.empty() ? plan.command : fmt::format("undo ({})", plan.operation);
    runbook::Item item{entry.began,
                       {fmt::format("{} {}: {}, operation ", what, plan.full_target(), name_of(entry.state)),
                        code(std::string(shortest)), fmt::format(" by {}", plan.who)},
                       {},
                       {}};
    auto &notes = item.notes;
    if (auto const verdict = verdict_of(entry, shortest); !verdict.empty()) notes.push_back({verdict});
    if (!plan.reason.empty()) notes.push_back({fmt::format("reason: {}", plan.reason)});
    if (auto const figures = figures_of(entry); !figures.empty()) notes.push_back({figures});
    if (!plan.undoes.empty()) notes.push_back({"puts back ", code(plan.undoes)});
    if (!plan.archive.empty()) notes.push_back({"archive: ", code(plan.archive)});
    if (entry.state == State::undone && !entry.undone_by.empty())
        notes.push_back({"put back by ", code(entry.undone_by)});
    auto const next = next_of(entry, shortest, session);
    if (!next.empty()) notes.push_back(typed(entry.state == State::done ? "undo" : "go on", next));
    return item;
}

}  // namespace omactl::cmd
