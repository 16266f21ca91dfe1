#include "lib/operation/holds.hpp"

#include "cmd/hold_words.hpp"
#include "cmd/runbook_session.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using op::OpenHold;

std::vector<OpenHold> holds_of(Session &session)
{
    return op::open_holds(session.journal().entries(), session.context().clock.now());
}

// --- holds ls -----------------------------------------------------------------------------------

struct Nothing {};

cli::Report ls(Nothing const &, Session &session)
{
    auto const now = session.context().clock.now();
    auto const entries = session.journal().entries();
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"ID"}, {"HOLD"}, {"TARGET"}, {"ENDS"}, {"WHO"}, {"REASON", false, true}}, {}};
    for (auto const &hold : op::open_holds(entries, now)) {
        if (op::ended_elsewhere(hold, session)) continue;
        report.data.push_back(hold_json(hold, now));
        auto const tone = op::is_overdue(hold, now) ? cli::Tone::trouble : cli::Tone::plain;
        table.rows.push_back({op::Journal::shortest(hold.id, entries),
                              printable(hold.command),
                              printable(hold.env + "/" + hold.target),
                              {how_long(hold, now), tone},
                              printable(hold.who),
                              printable(hold.reason)});
    }
    if (table.rows.empty())
        report.blocks.emplace_back("No holds.\n");
    else
        report.blocks.emplace_back(std::move(table));
    return report;
}

Verb<Nothing> const g_ls{{.path = "holds ls",
                          .summary = "List temporary states that are in force",
                          .details = "What was begun from this machine, by whom, why, and when it ends. An overdue\n"
                                     "hold is one that nobody has ended: omactl holds release ID.",
                          .params = {},
                          .examples = {}},
                         ls};

// --- holds extend, release ----------------------------------------------------------------------

struct HoldWords {
    std::string id;
    Millis span{0};
};

OpenHold need_hold(std::string_view id, Session &session)
{
    auto const entry = session.journal().find(id);
    if (entry)
        for (auto const &hold : holds_of(session))
            if (hold.id == entry->id) return hold;
    throw Error{Fault::not_found, fmt::format("no hold '{}' is in force", printable(id)), "omactl holds ls"};
}

void need_own_environment(OpenHold const &hold, Session &session)
{
    if (hold.env != session.env_name())
        throw Error{Fault::usage,
                    fmt::format("the hold belongs to environment '{}', not '{}'", hold.env, session.env_name()),
                    fmt::format("omactl -e {} {} {}", shell_quoted(hold.env), session.context().command, hold.id)};
}

op::Plan plan_extend(OpenHold const &hold, Instant until, Millis span, Session &session)
{
    auto plan = op::begin_plan(session, {}, 1, hold.target);
    plan.id = hold.id;
    plan.service = session.journal().find(hold.id).value().plan.service;
    plan.count = 1;
    auto const was = parse_time(hold.until);
    plan.lines = {{"holds extend", fmt::format("{} of {} ends at {}, in {}", printable(hold.command),
                                               printable(hold.target), human_time(until), human_duration(span))},
                  {"until now", was ? human_time(*was) : "when it is released"},
                  {"ends by itself", op::how_it_ends({rfc3339(until), hold.by_itself}, session)},
                  {"undo", "none: move it again, or omactl holds release " + session.journal().shortest(hold.id)}};
    plan.question = fmt::format("Move the end of {} in {}?", printable(hold.command), hold.env);
    return plan;
}

Fault extend(HoldWords const &words, Session &session)
{
    auto const hold = need_hold(words.id, session);
    need_own_environment(hold, session);
    auto const until = session.context().clock.now() + words.span;
    auto const plan = plan_extend(hold, until, words.span, session);
    return op::carry_out_at_once(plan, session, [&] {
        op::extend_hold(hold, until, session);
        op::Outcome outcome;
        outcome.sentence = plan.lines.front().second + ".";
        outcome.changes.push_back({{"hold", hold.id}, {"ends_at", rfc3339(until)}});
        outcome.changes.back()["was"] = hold.until.empty() ? cli::Json{} : cli::Json(hold.until);
        return outcome;
    });
}

constexpr cli::Param k_extend_params[] = {
    cli::param<&HoldWords::id>("id", "", "Hold, or the beginning of its id", cli::Complete::operations),
    cli::param<&HoldWords::span>("--for", "DUR", "How long from now"),
};
constexpr cli::Example k_extend_examples[] = {
    {"omactl holds extend 01JDB7Q4 --for 30m", "it ends half an hour from now, not before"},
};
Action<HoldWords> const g_extend{
    {.path = "holds extend",
     .kind = cli::Kind::change,
     .summary = "Move the end of a hold",
     .details = "The new end is counted from now, and may be earlier than the old one.",
     .params = k_extend_params,
     .examples = k_extend_examples},
    [](HoldWords const &words, Session &session) {
        if (words.span <= Millis{0})
            throw Error{Fault::usage, "for how long?", fmt::format("omactl holds extend {} --for 30m", words.id)};
        return extend(words, session);
    }};

constexpr cli::Param k_release_params[] = {
    cli::param<&HoldWords::id>("id", "", "Hold, or the beginning of its id", cli::Complete::operations),
};
constexpr cli::Example k_release_examples[] = {
    {"omactl holds release 01JDB7Q4", "end it now"},
};
Action<HoldWords> const g_release{
    {.path = "holds release",
     .kind = cli::Kind::change,
     .summary = "End a hold now",
     .details = "The same as the undo of the operation that began it.",
     .params = k_release_params,
     .examples = k_release_examples},
    [](HoldWords const &words, Session &session) { return op::undo(need_hold(words.id, session).id, {}, session); }};

// --- holds enforce ------------------------------------------------------------------------------

Fault enforce(Nothing const &, Session &session)
{
    auto &context = session.context();
    auto const now = context.clock.now();
    if (!context.change.dry_run) op::note_enforced(session, session.env_name());
    context.change.yes = true;  // who called it has agreed to every end
    std::int64_t ended = 0;
    std::optional<Error> failed;
    for (auto const &hold : holds_of(session)) {
        if (!op::is_overdue(hold, now) || hold.env != session.env_name()) continue;
        if (is_run_alive(hold.run, session)) {
            context.say(fmt::format("{} of {} is overdue, but its run {} is alive: left in place\n",
                                    printable(hold.command), printable(hold.target), hold.run));
            continue;
        }
        try {
            op::undo(hold.id, {}, session);
            ++ended;
        } catch (Error const &e) {
            throw_if_interrupted();
            context.io.err(fmt::format("{} of {} could not be ended: {}\n", printable(hold.command),
                                       printable(hold.target), e.message()));
            failed = e;
        }
    }
    if (failed && ended > 0) throw Error{Fault::partial, "some holds could not be ended", "omactl holds ls"};
    if (failed) throw Error{*failed};
    if (ended == 0) context.say("No hold is overdue.\n");
    return Fault::ok;
}

constexpr cli::Example k_enforce_examples[] = {
    {"omactl -e production holds enforce --quiet", "from cron, every minute"},
};
Action<Nothing> const g_enforce{
    {.path = "holds enforce",
     .kind = cli::Kind::change,
     .summary = "End all holds that are overdue",
     .details = "Meant for cron: it asks nothing, and says only what it did. Plans tell whether it runs.",
     .params = {},
     .examples = k_enforce_examples},
    enforce};

}  // namespace

}  // namespace omactl::cmd
