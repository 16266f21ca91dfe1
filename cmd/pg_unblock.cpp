#include "cmd/pg_forest.hpp"
#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "cmd/pg_victims.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct UnblockOptions {
    Ladder ladder;
};

// Roots that no signal ends: prepared transactions, what is never killed.
void name_the_others(op::Plan &plan, LocksLook const &look)
{
    for (auto const at : look.forest.roots) {
        auto const &root = look.forest.nodes[at];
        if (!root.prepared) continue;
        plan.lines.emplace_back("not by a signal", fmt::format("{} blocks {}: {}", name_of_node(root), root.victims,
                                                               freeing_line(root, look.server)));
    }
}

op::Plan plan_unblock(UnblockOptions const &o, Session &session)
{
    auto plan = op::begin_plan(session, "pg.kill", 1, {});
    auto const look = look_at_locks(session);
    Hunt hunt;
    hunt.spare.idle = false;  // an idle root keeps a lock of its session
    for (auto const at : look.forest.roots)
        if (auto const *backend = look.forest.nodes[at].backend) add_to(hunt, *backend, look, o.ladder);
    plan_ending(plan, hunt, o.ladder, look, session);
    if (plan.count > 0) name_the_others(plan, look);
    plan.nothing = "Nobody waits for a lock; there is nothing to unblock.";
    if (plan.count == 0 && look.forest.waiting > 0 && count_hidden(look.backends) > 0)
        throw Error{Fault::denied,
                    fmt::format("{} may not see what blocks {}: {}", printable(look.server.user), look.forest.waiting,
                                fmt::join(hunt.spared, "; ")),
                    printable(grant_to_see(look.server))};
    if (plan.count == 0 && look.forest.waiting > 0)
        throw Error{Fault::declined,
                    fmt::format("no root of those who wait can be ended by a signal{}{}",
                                hunt.spared.empty() ? "" : ": ", fmt::join(hunt.spared, "; ")),
                    "omactl pg locks    (what frees each of them)"};
    return plan;
}

constexpr cli::Param k_params[] = {
    cli::param<&UnblockOptions::ladder>("--ladder", "RUNGS", "What is tried, one after the other, and for how long"),
};
constexpr cli::Example k_examples[] = {
    {"omactl pg unblock --dry-run", "who would be ended, and who goes on then"},
    {"omactl pg unblock --reason 'requests time out since 02:50'", "the roots, and nobody else"},
};
Action<UnblockOptions> const g_unblock{
    {.path = "pg unblock",
     .kind = cli::Kind::change,
     .summary = "End the backends that block others, and only these",
     .details = "The roots of the forest that pg locks shows, whatever their age. Those who wait behind them are not\n"
                "touched: they go on by themselves. Each is named by its start and what it does, in the statement\n"
                "that ends it, so whoever went on to something else meanwhile is left alone.",
     .params = k_params,
     .examples = k_examples},
    [](UnblockOptions const &o, Session &session) { return op::carry_out(plan_unblock(o, session), session); }};

}  // namespace

}  // namespace omactl::cmd
