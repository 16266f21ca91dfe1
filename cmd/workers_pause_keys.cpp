#include "cmd/one_step.hpp"
#include "cmd/workers_pause.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/holds.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/pause.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using Words = std::vector<std::string>;

/// The operation that holds all of these keys; "" when one of them is free, or set by somebody else.
std::string paused_by(redis::Connection &redis, queue::Layout const &layout, Words const &keys)
{
    std::string id;
    for (auto const &key : keys) {
        auto const owner = redis.call({"HGET", queue::pauses(layout), key});
        if (owner.is_nil() || redis.call({"EXISTS", key}).integer() == 0) return {};
        id = owner.text();
    }
    return id;
}

/// By the keys that Resque and the plugin resque-pause look at before each job.
class ByKeys final : public PauseWay {
public:
    ByKeys() noexcept : PauseWay("resque-pause") {}

    std::optional<Error> refusal(config::PauseMeans const &, PauseWish const &, Session &session) const override
    {
        if (session.queue_layout().kind == queue::Kind::resque) return std::nullopt;
        return Error{Fault::usage, "resque-pause can't pause Sidekiq: it looks at no such keys",
                     "name \"sidekiq\" or a command in [env.NAME.workers]"};
    }

    op::Plan plan(config::PauseMeans const &, PauseWish const &wish, Session &session) const override
    {
        auto plan = begin_pause(wish, session, "workers.pause");
        auto const layout = session.queue_layout();
        auto const queue = wish.queue.value_or("");
        auto const keys = queue::pause_keys(layout, queue);
        auto const owner = paused_by(session.redis(), layout, keys);
        plan.count = owner.empty() ? std::ssize(keys) : 0;
        plan.nothing =
            fmt::format("{} {} paused already: omactl holds extend {} --for DUR, or omactl workers resume.",
                        printable(plan.target), queue.empty() ? "are" : "is", session.journal().shortest(owner));
        plan.steps = {"pause"};
        plan.detail["keys"] = keys;
        plan.detail["span_ms"] = wish.span ? wish.span->count() : 0;
        plan.hold = op::Hold{until_of(wish, session), wish.span ? k_by_itself : ""};
        plan.undo = "makes the pause keys what they were";
        plan.lines = {
            {"workers pause", effect_of(concerned(session, layout, queue))},
            {"honoured by", queue.empty() ? "Resque 2.3 or later, and the plugin resque-pause; no other worker"
                                          : "the plugin resque-pause; no other worker"},
            {"ends by itself", op::how_it_ends(*plan.hold, session)},
            {"undo", fmt::format("omactl workers resume{}", queue.empty() ? "" : " --queue " + shell_quoted(queue))}};
        plan.question = fmt::format("Pause {} in {}?", printable(plan.target), plan.env);
        plan.wire = PauseWire{layout, plan}
                        .step("pause", fmt::format("DEL {0}, SET {0}, HSET {1}", fmt::join(keys, " and "),
                                                   queue::pauses(layout)))
                        .lines();
        return plan;
    }
};

ByKeys const g_way;

Words keys_in(op::Plan const &plan)
{
    return plan.detail.at("keys").get<Words>();
}

class WorkersPause final : public OneStep {
public:
    WorkersPause() noexcept : OneStep("workers.pause", 1) {}

    void apply(std::string_view, op::Run &run) const override
    {
        queue::pause(fenced(run), layout_of(run.plan), run.plan.id, keys_in(run.plan),
                     Millis{run.plan.detail.at("span_ms").get<std::int64_t>()});
    }
    op::Outcome verify(op::Run &run) const override { return wait_for_rest(run, "Paused"); }
    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &, op::World &world) const override
    {
        return plan_workers_resume(plan, session_of(world));
    }
    std::string extend(op::Run &run, Instant until) const override
    {
        if (queue::extend_pause(fenced(run), keys_in(run.plan), until) == 0)
            throw Error{Fault::conflict, "nothing is paused by it any more", "omactl workers pause --for DUR"};
        return k_by_itself;
    }
};

class WorkersResume final : public OneStep {
public:
    WorkersResume() noexcept : OneStep("workers.resume", 1) {}

    void apply(std::string_view, op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        auto const record = redis::read_record(session_of(run.world).redis(), layout.record(run.plan.undoes));
        if (!record) throw Error{Fault::conflict, "what was before the pause is not known any more", {}};
        queue::unpause(fenced(run), layout, queue::paused_before(*record, keys_in(run.plan)),
                       run.world.context().clock.now());
    }
    op::Outcome verify(op::Run &run) const override
    {
        auto const record = run.guard.record();
        auto const restored = record ? std::atoll(record->field("restored").c_str()) : 0;
        auto const others = std::ssize(keys_in(run.plan)) - restored;
        op::Outcome outcome;
        outcome.sentence = fmt::format("Resumed {} in {}.", printable(run.plan.target), human_duration(run.spent()));
        if (others > 0)
            outcome.sentence += fmt::format(" {} had run out, or been changed, and {} left alone.",
                                            counted(others, "key"), either(others, "was", "were"));
        outcome.changes.push_back({{"resumed", run.plan.target}, {"keys", restored}});
        outcome.after = {{"restored", restored}};
        return outcome;
    }
};

WorkersPause const g_pause;
WorkersResume const g_resume;

}  // namespace

}  // namespace omactl::cmd
