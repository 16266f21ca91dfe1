#include "cmd/workers_pause.hpp"

#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "cmd/workers_look.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

op::Plan begin_pause(PauseWish const &wish, Session &session, std::string_view operation)
{
    auto const layout = queue_layout(session);
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
// is done.
Fault pause_by_turns(PauseWish const &wish, Session &session)
{
    auto choice = choose_ways(wish, session);
    auto passed = choice.cannot;
    for (std::size_t i = 0;; ++i) {
        auto const &[way, means] = choice.can[i];
        auto const *next = i + 1 < choice.can.size() ? &choice.can[i + 1] : nullptr;
        auto plan = way->plan(means, wish, session);
        if (plan.count > 0) describe_choice(plan, passed, next);
        try {
            return op::carry_out(plan, session);
        } catch (Error const &e) {
            // `failed` promises that the target is as it was.
            if (e.fault() != Fault::failed || !next) throw;
            session.context().say(fmt::format("{}; next: {}\n", e.message(), title_of(next->means)));
            passed.emplace_back(title_of(means), e.message());
        }
    }
}

Fault pause(PauseOptions const &o, Session &session)
{
    if (o.span && *o.span <= Millis{0}) throw Error{Fault::usage, "--for needs a time above nothing", "--for 30m"};
    return pause_by_turns({o.queue, o.span, o.wait}, session);
}

constexpr cli::Param k_pause_params[] = {
    cli::param<&PauseOptions::queue>("--queue", "QUEUE", "Only this queue", cli::Complete::queues),
    cli::param<&PauseOptions::span>("--for", "DUR", "It ends by itself after so long"),
    cli::param<&PauseOptions::wait>("--wait", "DUR", "How long to wait until nothing is worked on"),
};
constexpr cli::Example k_pause_examples[] = {
    {"omactl workers pause --for 30m --reason 'Redis restarts'", "and wait until all rest"},
    {"omactl workers pause --queue sites --wait 0s", "one queue, without waiting"},
};
Action<PauseOptions> const g_pause{
    {.path = "workers pause",
     .kind = cli::Kind::change,
     .summary = "Let workers take no more jobs, and wait until they rest",
     .details = "Resque: by the keys that Resque 2.3 and the plugin resque-pause honour; a hold, with an end when\n"
                "--for says so. Sidekiq: its processes are made quiet, which only a restart ends. Jobs under way are\n"
                "finished; what still runs after --wait is told, with status 11. Workers that take jobs all the same\n"
                "are told too: they do not know this pause.",
     .params = k_pause_params,
     .examples = k_pause_examples},
    pause};

}  // namespace

}  // namespace omactl::cmd
