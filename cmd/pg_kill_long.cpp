#include "cmd/pg_forest.hpp"
#include "cmd/pg_rule_params.hpp"
#include "cmd/pg_target.hpp"
#include "cmd/pg_victims.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"

#include <fmt/format.h>

#include <array>

namespace omactl::cmd {

namespace {

struct KillLongOptions : PgRuleOptions {
    KillLongOptions() { older_than = k_long; }
    static constexpr Millis k_long{300'000};
    bool blocking = false;
    std::optional<std::int64_t> first;
    Ladder ladder;
    std::optional<Millis> repeat, span;
};

constexpr Millis k_repeat_for{600'000};

pg::Rules rules_for(KillLongOptions const &o)
{
    auto rules = rules_of(o);
    rules.blocking = o.blocking;
    if (rules.state == "idle")
        throw Error{Fault::usage, "an idle connection runs nothing that could be ended",
                    "--state active or idle-in-transaction"};
    return rules;
}

Hunt hunt(KillLongOptions const &o, pg::Rules const &rules, LocksLook const &look)
{
    Hunt hunt;
    hunt.spare.backups = !o.app || o.app->ends_with('*');  // named on purpose: by its name
    auto const blockers = pg::blockers_of(look.backends);
    for (auto const &backend : look.backends) {
        bool const idle = backend.is_idle() && rules.state.empty();  // rules of age fit most of a pool
        if (!idle && !backend.own && pg::matches(backend, rules, blockers) == pg::Match::yes)
            add_to(hunt, backend, look, o.ladder);
    }
    oldest_first(hunt);
    if (o.first && std::ssize(hunt.victims) > *o.first) hunt.victims.resize(static_cast<std::size_t>(*o.first));
    return hunt;
}

// Nothing is old enough, and yet somebody stands in the way of others: that must not look like all is well.
[[noreturn]] void name_the_root(LocksLook const &look, pg::Rules const &rules)
{
    auto const &root = look.forest.root(0);
    throw Error{
        Fault::found,
        fmt::format("no backend is {}, and yet {}{} blocks {}", rules.describe(), name_of_node(root),
                    root.backend ? fmt::format(" ({}, {})", who_is(*root.backend), what_it_does(*root.backend)) : "",
                    root.victims),
        "omactl pg unblock    (the roots and nothing else, whatever their age)\nomactl pg locks"};
}

// What is hidden from us may well be what is meant: that is no all-clear.
void refuse_to_guess(LocksLook const &look, pg::Rules const &rules)
{
    auto const hidden = count_hidden(look.backends);
    if (hidden == 0) return;
    throw Error{Fault::denied,
                fmt::format("no backend that {} sees is {}, and {} {} hidden: whether they are is unknown",
                            printable(look.server.user), rules.describe(), counted(hidden, "backend"),
                            either(hidden, "is", "are")),
                printable(grant_to_see(look.server))};
}

op::Plan plan_kill_long(KillLongOptions const &o, Session &session)
{
    auto const rules = rules_for(o);
    auto plan = op::begin_plan(session, "pg.kill", 1, {});
    auto const look = look_at_locks(session);
    auto const found = hunt(o, rules, look);
    plan_ending(plan, found, o.ladder, look, session);
    if (plan.count > 0) {
        plan.lines.insert(plan.lines.begin(), {"all that is", rules.describe()});
        return plan;
    }
    if (look.forest.waiting > 0) name_the_root(look, rules);
    refuse_to_guess(look, rules);
    plan.nothing = fmt::format("No backend is {}; there is nothing to end.", rules.describe());
    if (!found.spared.empty()) plan.nothing += fmt::format(" Left alone: {}", fmt::join(found.spared, "; "));
    return plan;
}

// --- --repeat: queries that come back -------------------------------------------------------------

/// The question for all rounds, before the first.
op::Plan standing_order(KillLongOptions const &o, pg::Server const &server, Session &session)
{
    auto const rules = rules_for(o);
    auto const span = o.span.value_or(k_repeat_for);
    auto plan = op::begin_plan(session, {}, 1, {});
    freeze_pg(plan, server);
    plan.count = 1;
    plan.ask = op::Ask::the_name;
    plan.lines = {{"every " + human_duration(*o.repeat),
                   fmt::format("for {}, all that is {} then is ended", human_duration(span), rules.describe())},
                  {"each round", "is an operation of its own, with its record: omactl journal ls"}};
    plan.question = fmt::format("End what matches for {} in {}.", human_duration(span), plan.env);
    return plan;
}

/// One round; how many it ended.
std::int64_t round(KillLongOptions const &o, Session &session)
{
    auto plan = plan_kill_long(o, session);
    if (plan.count == 0) return 0;
    op::carry_out(plan, session);
    return plan.count;
}

std::int64_t repeat_until(Ticks end, KillLongOptions const &o, Session &session)
{
    auto &clock = session.context().clock;
    std::int64_t ended = 0;
    while (true) {
        try {
            ended += round(o, session);
        } catch (Error const &e) {
            // A round that found only a root, or whose victims had gone on, is no reason to stop.
            if (e.fault() != Fault::found && e.fault() != Fault::conflict) throw;
            session.context().say(fmt::format("{}\n", e.message()));
        }
        if (clock.ticks() + *o.repeat >= end) return ended;
        clock.sleep(*o.repeat);
        throw_if_interrupted();
    }
}

Fault kill_again(KillLongOptions const &o, Session &session)
{
    auto &change = session.context().change;
    if (change.plan_out)
        throw Error{Fault::usage, "what is found each time can't be kept in a plan", "omit --repeat, or --plan-out"};
    if (change.dry_run) return op::carry_out(plan_kill_long(o, session), session);
    auto const order = standing_order(o, ask_pg(session), session);
    auto &clock = session.context().clock;
    return op::carry_out_at_once(order, session, [&] {
        change.yes = true;  // that question was just answered, for all rounds
        change.confirm = order.full_target();
        auto const ended = repeat_until(clock.ticks() + o.span.value_or(k_repeat_for), o, session);
        op::Outcome outcome;
        outcome.sentence =
            fmt::format("Ended {} in {}.", counted(ended, "backend"), human_duration(o.span.value_or(k_repeat_for)));
        outcome.changes.push_back({{"ended", ended}});
        return outcome;
    });
}

Fault kill_long(KillLongOptions const &o, Session &session)
{
    if (o.first && *o.first == 0) throw Error{Fault::usage, "--first 0 would end nobody", "--first 1"};
    if (o.repeat && *o.repeat <= Millis{0}) throw Error{Fault::usage, "--repeat needs a span", "--repeat 15s"};
    if (o.span && !o.repeat) throw Error{Fault::usage, "--for goes with --repeat", "--repeat 15s --for 10m"};
    if (o.repeat) return kill_again(o, session);
    return op::carry_out(plan_kill_long(o, session), session);
}

constexpr auto k_params = with_pg_rules(std::array{
    cli::param<&KillLongOptions::blocking>("--blocking", "", "Only those whom somebody waits for"),
    cli::param<&KillLongOptions::first>("--first", "N", "Only the oldest N of them"),
    cli::param<&KillLongOptions::ladder>("--ladder", "RUNGS", "What is tried, one after the other, and for how long"),
    cli::param<&KillLongOptions::repeat>("--repeat", "DUR", "Look again so often: for queries that come back"),
    cli::param<&KillLongOptions::span>("--for", "DUR", "How long --repeat goes on (10m)"),
});
constexpr cli::Example k_examples[] = {
    {"omactl pg kill-long --dry-run", "what has run for more than 5 minutes"},
    {"omactl pg kill-long --older-than 30s --app 'puma*' --state active", "all rules must hold"},
    {"omactl pg kill-long --match 'from sites' --repeat 15s --for 10m", "as long as it comes back"},
};
Action<KillLongOptions> const g_kill_long{
    {.path = "pg kill-long",
     .kind = cli::Kind::change,
     .summary = "End queries and transactions that go on for too long",
     .details =
         "Without --older-than: 5 minutes. Of several rules all must hold. What is never ended stands in the\n"
         "statement itself: replication, vacuum against wraparound, backups (unless --app names one), PostgreSQL's\n"
         "own processes, omactl's. When nothing matches while somebody blocks others it\n"
         "says so (3). An idle transaction is terminated at once: a cancel does nothing to it.",
     .params = k_params,
     .examples = k_examples},
    kill_long};

}  // namespace

}  // namespace omactl::cmd
