#include "cmd/workers_pause.hpp"

#include "cmd/redis_target.hpp"
#include "cmd/verb.hpp"
#include "cmd/workers_kill.hpp"
#include "cmd/workers_look.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

op::Plan begin_pause(PauseWish const &wish, Session &session, std::string_view operation)
{
    auto const layout = session.queue_layout();
    auto const queue = wish.queue.value_or("");
    auto plan = op::begin_plan(session, operation, 1, queue.empty() ? "all queues" : queue);
    freeze_server(plan, session, ask_server(session.redis()));
    plan.detail["list"] = layout.key(queue.empty() ? "pause" : "pause:" + queue);  // the lock is on it
    plan.detail["queue"] = queue;
    plan.detail["wait_ms"] = wish.wait.count();
    return plan;
}

std::string until_of(PauseWish const &wish, Session &session)
{
    return wish.span ? rfc3339(session.context().clock.now() + *wish.span) : "";
}

Concerned concerned(Session &session, queue::Layout const &layout, std::string const &queue)
{
    Concerned all;
    auto const crew = queue::read_crew(session.redis(), layout, queue::Detail::signs);
    for (auto const &worker : crew.workers) {
        bool const gone = queue::life_of(worker, crew.now, k_gone_after) == queue::Life::gone;
        if (gone || (!queue.empty() && !queue::listens(worker, layout.kind, queue))) continue;
        ++all.workers;
        all.busy += std::max<std::int64_t>(worker.busy, std::ssize(worker.works));
        if (!worker.quiet) all.processes.push_back(worker.id);
    }
    return all;
}

std::string effect_of(Concerned const &all)
{
    return fmt::format("{} {} no more jobs; {} under way {} finished", counted(all.workers, "worker"),
                       either(all.workers, "takes", "take"), counted(all.busy, "job"), either(all.busy, "is", "are"));
}

PauseWire::PauseWire(queue::Layout const &layout, op::Plan const &plan)
    : m_wire(layout, plan.detail.at("list").get<std::string>(), plan.undoes)
{
}

PauseWire &PauseWire::step(std::string_view script, std::string effects)
{
    m_wire.step(script, 1, std::move(effects));
    return *this;
}

namespace {

struct PauseOptions {
    std::optional<std::string> queue;
    std::optional<Millis> span;
    Millis wait{60'000};
    std::optional<std::string> then;
};

using Reasons = std::vector<std::pair<std::string, std::string>>;

/// Says in a plan which ways were passed over, and which comes next.
void describe_choice(op::Plan &plan, Reasons const &passed, Chosen const *next)
{
    auto at = plan.lines.begin() + 1;
    for (auto const &[name, why] : passed) at = plan.lines.insert(at, {"not by " + name, why}) + 1;
    if (next) plan.lines.insert(at, {"if it can't", "by " + title_of(next->means) + ", planned then"});
}

// One operation a way: each is planned, shown and asked about by itself, so what was agreed to is what
// is done. True: it had something to do.
bool pause_by_turns(Choice const &choice, PauseWish const &wish, Session &session)
{
    auto passed = choice.cannot;
    for (std::size_t i = 0;; ++i) {
        auto const &[way, means] = choice.can[i];
        auto const *next = i + 1 < choice.can.size() ? &choice.can[i + 1] : nullptr;
        auto plan = way->plan(means, wish, session);
        if (plan.count > 0) describe_choice(plan, passed, next);
        try {
            op::carry_out(plan, session);
            return plan.count > 0;
        } catch (Error const &e) {
            // `failed` promises that the target is as it was.
            if (e.fault() != Fault::failed || !next) throw;
            session.context().say(fmt::format("{}; next: {}\n", e.message(), title_of(next->means)));
            passed.emplace_back(title_of(means), e.message());
        }
    }
}

// --- then kill ----------------------------------------------------------------------------------

/// The first of the ways that can. Throws why the first can't when none can.
Chosen const &killer_of(Choice const &choice, Session &session)
{
    for (auto const &chosen : choice.can)
        if (!chosen.way->kill_refusal(chosen.means, session)) return chosen;
    throw Error{choice.can.front().way->kill_refusal(choice.can.front().means, session).value()};
}

// What is asked at the end of a long wait, where nobody can answer, is asked before anything begins.
void need_answers(PauseWish const &wish, Session &session)
{
    auto const &context = session.context();
    if (context.change.plan_out)
        throw Error{Fault::usage, "--then kill is a second operation, planned when the wait is over",
                    "omit --plan-out, or plan the pause alone"};
    if (context.change.dry_run || context.io.can_ask()) return;
    auto const target = session.env_name() + "/" + wish.queue.value_or("all queues");
    bool const named = !session.is_protected() || context.change.confirm;
    if (!context.change.yes || !named)
        throw Error{
            Fault::declined, "not confirmed",
            fmt::format("no terminal to ask on; add --yes{}", named ? "" : " --confirm " + shell_quoted(target))};
}

// Whoever does not know the pause takes the next job as soon as one is ended.
bool knows_no_pause(Session &session)
{
    auto const entries = session.journal().entries();
    auto const *verdict = entries.empty() ? nullptr : entries.back().last_data("unverified");
    return verdict && verdict->contains("after") && verdict->at("after").value("disobedient", false);
}

// What Sidekiq's processes work on is as old as their last beat, until the one that says that they are quiet.
constexpr Millis k_sidekiq_tells{15'000};

Fault pause_then_kill(Choice const &choice, PauseWish wish, Session &session)
{
    auto const &killer = killer_of(choice, session);
    if (killer.way->kills_by_signal()) wish.wait = std::max(wish.wait, k_sidekiq_tells);
    need_answers(wish, session);
    bool waited = false;
    try {
        waited = pause_by_turns(choice, wish, session);
    } catch (Error const &e) {
        if (e.fault() != Fault::unverified || knows_no_pause(session)) throw;
        session.context().say(e.message() + "\n");
        waited = true;
    }
    bool const dry = session.context().change.dry_run;
    if (!waited)
        wait_until_rest(session, {session.queue_layout(), wish.queue.value_or("")}, dry ? Millis{0} : wish.wait, [] {});
    return op::carry_out(plan_kill(killer, wish, session), session);
}

Fault pause(PauseOptions const &o, Session &session)
{
    if (o.span && *o.span <= Millis{0}) throw Error{Fault::usage, "--for needs a time above nothing", "--for 30m"};
    if (o.then && *o.then != "kill")
        throw Error{Fault::usage, fmt::format("--then knows only kill, not '{}'", printable(*o.then)), "--then kill"};
    PauseWish const wish{o.queue, o.span, o.wait};
    auto const choice = choose_ways(wish, session);
    if (o.then) return pause_then_kill(choice, wish, session);
    pause_by_turns(choice, wish, session);
    return Fault::ok;
}

constexpr cli::Param k_pause_params[] = {
    cli::param<&PauseOptions::queue>("--queue", "QUEUE", "Only this queue", cli::Complete::queues),
    cli::param<&PauseOptions::span>("--for", "DUR", "It ends by itself after so long"),
    cli::param<&PauseOptions::wait>("--wait", "DUR", "How long to wait until nothing is worked on"),
    cli::param<&PauseOptions::then>("--then", "kill", "End those who work on even then"),
};
constexpr cli::Example k_pause_examples[] = {
    {"omactl workers pause --for 30m --reason 'Redis restarts'", "and wait until all rest"},
    {"omactl workers pause --queue sites --wait 0s", "one queue, without waiting"},
    {"omactl workers pause --wait 10m --then kill", "what hangs is ended; its jobs are kept"},
};
Action<PauseOptions> const g_pause{
    {.path = "workers pause",
     .kind = cli::Kind::change,
     .summary = "Let workers take no more jobs, and wait until they rest",
     .details =
         "By the ways that [env.NAME.workers] pause = […] names, in order, the next when one can't; without it\n"
         "by the framework's own. resque-pause: the keys that Resque 2.3 and the plugin resque-pause honour, a\n"
         "hold, with an end when --for says so. sidekiq: its processes are made quiet, which only a restart ends.\n"
         "{ command = […], resume = […], kill = […], status = […] }: yours; status 0 says done, any other that it\n"
         "can't and has done nothing. Jobs under way are finished; what still runs after --wait is told, with\n"
         "status 11. Workers that take jobs all the same are told too: they do not know this pause. --then kill\n"
         "is an operation of its own, asked about when the wait is over: it keeps the jobs in an archive first,\n"
         "ends their workers (Sidekiq by TERM; else by the kill command, with {host} and {pid} once for each),\n"
         "and what neither finished nor went back can be requeued from there.",
     .params = k_pause_params,
     .examples = k_pause_examples},
    pause};

}  // namespace

}  // namespace omactl::cmd
