#include "cmd/pg_forest.hpp"
#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "cmd/pg_victims.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct KillOptions {
    std::vector<std::string> tokens;
    Ladder ladder;
};

// A pid says nothing of what it does, and a moment later it is somebody else's.
void need_a_look(pg::Backend const &backend, Session &session)
{
    auto const &context = session.context();
    if (context.change.dry_run) return;
    bool const unseen = context.change.yes || context.change.confirm || !context.io.can_ask();
    if (!unseen) return;
    throw Error{Fault::declined,
                fmt::format("pid {} is {}, {}: {}", backend.pid, who_is(backend), what_it_does(backend),
                            cut(one_line(backend.query), 120)),
                fmt::format("if that is meant, name it by its token: omactl pg kill {}", backend.token())};
}

/// nullptr: it is gone.
pg::Backend const *meant_by(std::string const &token, LocksLook const &look, Session &session)
{
    auto const named = pg::find_token(look.backends, token);
    if (named.is == pg::Named::gone) return nullptr;
    auto const &backend = *named.backend;
    if (backend.hidden)
        throw Error{
            Fault::denied,
            fmt::format("{} may not see what {} does, so it may not end it", printable(look.server.user), backend.pid),
            printable(grant_to_see(look.server))};
    if (named.is == pg::Named::stale)
        throw Error{Fault::conflict,
                    fmt::format("{} has gone on: now it is {}, {}: {}", printable(token), backend.token(),
                                what_it_does(backend), cut(one_line(backend.query), 120)),
                    "omactl pg ps"};
    if (auto const why = pg::why_spared(backend, {false, false}); !why.empty())
        throw Error{Fault::declined, fmt::format("{} is never ended: {}", printable(token), why), {}};
    if (pg::parse_token(token).hash.empty()) need_a_look(backend, session);
    return &backend;
}

op::Plan plan_kill(KillOptions const &o, Session &session)
{
    for (auto const &token : o.tokens) static_cast<void>(pg::parse_token(token));
    if (o.tokens.empty()) throw Error{Fault::usage, "which backend?", "omactl pg kill TOKEN    (from omactl pg ps)"};
    auto plan = op::begin_plan(session, "pg.kill", 1, {});
    auto const look = look_at_locks(session);
    Hunt hunt;
    hunt.spare = {false, false};
    std::vector<std::string> gone;
    for (auto const &token : o.tokens) {
        if (auto const *backend = meant_by(token, look, session))
            add_to(hunt, *backend, look, o.ladder);
        else
            gone.push_back(printable(token));
    }
    plan_ending(plan, hunt, o.ladder, look, session);
    if (plan.count == 0 && !hunt.spared.empty())
        throw Error{Fault::declined, fmt::format("{}", fmt::join(hunt.spared, "; ")), "--ladder terminate:10s"};
    plan.nothing = fmt::format("{}: gone already; there is nothing to end.", fmt::join(gone, ", "));
    if (plan.count > 0 && !gone.empty())
        plan.lines.emplace_back("gone already", fmt::format("{}", fmt::join(gone, ", ")));
    return plan;
}

constexpr cli::Param k_params[] = {
    cli::param<&KillOptions::tokens>("token", "", "Backends, as pg ps and pg locks name them: 4711:x7Kq2"),
    cli::param<&KillOptions::ladder>("--ladder", "RUNGS", "What is tried, one after the other, and for how long"),
};
constexpr cli::Example k_examples[] = {
    {"omactl pg kill 4711:x7Kq2", "cancel its query; if that does not end it, its connection"},
    {"omactl pg kill 4711:x7Kq2 --ladder cancel:30s", "the query alone"},
};
Action<KillOptions> const g_kill{
    {.path = "pg kill",
     .kind = cli::Kind::change,
     .summary = "End backends by their tokens",
     .details = "A token fits one backend and what it does now: when it has gone on to something else nobody is\n"
                "touched (8). A bare pid is taken on a terminal only, after it was shown whom it names. Replication,\n"
                "vacuum against wraparound and PostgreSQL's own processes are never ended.",
     .params = k_params,
     .examples = k_examples},
    [](KillOptions const &o, Session &session) { return op::carry_out(plan_kill(o, session), session); }};

}  // namespace

}  // namespace omactl::cmd
