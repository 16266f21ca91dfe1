#include "cmd/one_step.hpp"
#include "cmd/workers_pause.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/pause.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using Words = std::vector<std::string>;

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

class WorkersQuiet final : public OneStep {
public:
    WorkersQuiet() noexcept : OneStep("workers.quiet", 1) {}

    void apply(std::string_view, op::Run &run) const override
    {
        queue::quiet(fenced(run), layout_of(run.plan), run.plan.detail.at("processes").get<Words>());
    }
    op::Outcome verify(op::Run &run) const override { return wait_for_rest(run, "Quieted"); }
    op::Plan plan_undo(op::Plan const &, op::UndoOptions const &, op::World &) const override
    {
        throw Error{Fault::declined, "quiet Sidekiq processes can't be asked back; they take jobs after a restart",
                    "restart them, by systemctl or heroku"};
    }
};

WorkersPause const g_pause;
WorkersResume const g_resume;
WorkersQuiet const g_quiet;

}  // namespace

}  // namespace omactl::cmd
