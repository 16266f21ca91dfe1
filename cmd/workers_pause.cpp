#include "cmd/workers_pause.hpp"

#include "cmd/queue_target.hpp"
#include "cmd/queue_wire.hpp"
#include "cmd/verb.hpp"
#include "cmd/workers_look.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/holds.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/pause.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct PauseOptions {
    std::optional<std::string> queue;
    std::optional<Millis> span;
    Millis wait{60'000};
};

std::string name_of_target(std::string const &queue)
{
    return queue.empty() ? "all queues" : queue;
}

op::Plan begin_pause(PauseOptions const &o, Session &session, std::string_view operation)
{
    auto const layout = queue_layout(session);
    auto const queue = o.queue.value_or("");
    auto plan = op::begin_plan(session, operation, 1, name_of_target(queue));
    freeze_server(plan, session, ask_server(session.redis()));
    plan.detail["list"] = layout.key(queue.empty() ? "pause" : "pause:" + queue);  // the lock is on it
    plan.detail["queue"] = queue;
    plan.detail["wait_ms"] = o.wait.count();
    return plan;
}

/// How many workers would rest, and how many of them work now.
struct Concerned {
    std::int64_t workers = 0, busy = 0;
    std::vector<std::string> processes;  ///< Sidekiq's that are there and not quiet
};

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

/// The operation that holds all of these keys; "" when one of them is free, or set by somebody else.
std::string paused_by(redis::Connection &redis, queue::Layout const &layout, std::vector<std::string> const &keys)
{
    std::string id;
    for (auto const &key : keys) {
        auto const owner = redis.call({"HGET", queue::pauses(layout), key});
        if (owner.is_nil() || redis.call({"EXISTS", key}).integer() == 0) return {};
        id = owner.text();
    }
    return id;
}

std::vector<std::string> wire_of(queue::Layout const &layout, op::Plan const &plan, std::string_view script,
                                 std::string const &effects)
{
    WireText wire{layout, plan.detail.at("list").get<std::string>(), plan.undoes};
    wire.step(script, 1, effects);
    return wire.lines();
}

op::Plan plan_pause(PauseOptions const &o, Session &session)
{
    auto plan = begin_pause(o, session, "workers.pause");
    auto const layout = queue_layout(session);
    auto const queue = o.queue.value_or("");
    auto const keys = queue::pause_keys(layout, queue);
    auto const owner = paused_by(session.redis(), layout, keys);
    plan.count = owner.empty() ? std::ssize(keys) : 0;
    plan.nothing = fmt::format("{} {} paused already: omactl holds extend {} --for DUR, or omactl workers resume.",
                               printable(plan.target), queue.empty() ? "are" : "is", session.journal().shortest(owner));
    plan.steps = {"pause"};
    plan.detail["keys"] = keys;
    plan.detail["span_ms"] = o.span ? o.span->count() : 0;
    plan.hold = op::Hold{o.span ? rfc3339(session.context().clock.now() + *o.span) : "", o.span ? k_by_itself : ""};
    plan.undo = "makes the pause keys what they were";
    plan.lines = {
        {"workers pause", effect_of(concerned(session, layout, queue))},
        {"honoured by", queue.empty() ? "Resque 2.3 or later, and the plugin resque-pause; no other worker"
                                      : "the plugin resque-pause; no other worker"},
        {"ends by itself", op::how_it_ends(*plan.hold, session)},
        {"undo", fmt::format("omactl workers resume{}", queue.empty() ? "" : " --queue " + shell_quoted(queue))}};
    plan.question = fmt::format("Pause {} in {}?", printable(plan.target), plan.env);
    plan.wire = wire_of(layout, plan, "pause",
                        fmt::format("DEL {0}, SET {0}, HSET {1}", fmt::join(keys, " and "), queue::pauses(layout)));
    return plan;
}

// Quiet is for good: that asks for more than a pause.
op::Plan plan_quiet(PauseOptions const &o, Session &session)
{
    if (o.queue || o.span)
        throw Error{Fault::usage, "Sidekiq pauses neither one queue nor for a time: its processes go quiet for good",
                    "omactl workers pause    (they take jobs again after a restart)"};
    auto plan = begin_pause(o, session, "workers.quiet");
    auto const layout = queue_layout(session);
    auto const all = concerned(session, layout, "");
    plan.count = std::ssize(all.processes);
    plan.nothing = "No Sidekiq process is there that takes jobs.";
    plan.steps = {"quiet"};
    plan.detail["processes"] = all.processes;
    plan.ask = op::Ask::the_name;
    plan.lines = {{"workers pause", effect_of(all)},
                  {"undo", "none: quiet processes take jobs again after a restart, not before"}};
    plan.question = fmt::format("Make {} quiet in {}.", counted(plan.count, "process"), plan.env);
    std::string effects = fmt::format("DEL {}", layout.mask("pause"));
    for (auto const &id : all.processes) effects += fmt::format(", LPUSH {0}, EXPIRE {0}", layout.key(id + "-signals"));
    plan.wire = wire_of(layout, plan, "quiet", effects);
    return plan;
}

Fault pause(PauseOptions const &o, Session &session)
{
    if (o.span && *o.span <= Millis{0}) throw Error{Fault::usage, "--for needs a time above nothing", "--for 30m"};
    bool const sidekiq = queue_layout(session).kind == queue::Kind::sidekiq;
    return op::carry_out(sidekiq ? plan_quiet(o, session) : plan_pause(o, session), session);
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
