#include "cmd/queue_archive.hpp"
#include "cmd/queue_refill.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

/// From an archive: push. From the failures: save → move. Every piece moves a few jobs and marks
/// them in this operation's bitmap, in one script, so there is always a right answer to "which".
class QueueRequeue final : public op::Operation {
public:
    QueueRequeue() noexcept : Operation("queue.requeue", 1) {}

    std::unique_ptr<Guard> guard(op::Plan const &plan, op::World &world) const override
    {
        return redis_guard(plan, world);
    }

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        auto &session = session_of(world);
        recheck_server(plan, session);
        if (plan.detail.at("source") == "archive")
            need_ledger(session.redis(), layout_of(plan), refill_from(plan.detail.at("refill")).archive_id);
    }

    void apply(std::string_view step, op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        if (step == "push")
            refill(refill_from(run.plan.detail.at("refill")), run, layout);
        else if (step == "save")
            return save_failures(rescue_from(run.plan.detail.at("rescue")), run, layout);
        else
            move(rescue_from(run.plan.detail.at("rescue")), run, layout);
        queue::finish(fenced(run), layout.mask(run.plan.id), std::string(step), {});
    }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (record && record->field("over") == "1") return op::Taken::yes;
        if (step != "save") return record ? op::Taken::partly : op::Taken::no;
        if (record) static_cast<void>(need_archive(run.plan, session_of(run.world)));
        return record ? op::Taken::yes : op::Taken::no;
    }

    bool put_back(op::Run &run) const override { return !run.guard.record(); }

    // What is pushed stays pushed; its undo takes it back.
    void settle(op::Run &run) const override
    {
        queue::finish(fenced(run), layout_of(run.plan).mask(run.plan.id), "stopped", {});
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const record = run.guard.record();
        auto const pushed = record ? std::atoll(record->field("pushed").c_str()) : 0;
        op::Outcome outcome;
        outcome.sentence = fmt::format("Requeued {} to {} in {}.", counted(pushed, "job"), destination(run.plan),
                                       human_duration(run.spent()));
        if (auto const gone = run.plan.count - pushed; gone > 0)
            outcome.sentence += fmt::format(" {} {} by then.", with_commas(gone),
                                            run.plan.detail.at("source") == "archive" ? "were back, or waited already,"
                                                                                      : "were not there any more");
        outcome.changes.push_back({{"from", origin(run.plan)}, {"to", destination(run.plan)}, {"pushed", pushed}});
        outcome.after = {{"pushed", pushed}};
        return outcome;
    }

    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &options, op::World &world) const override
    {
        return plan_unpush(plan, options, session_of(world));
    }

private:
    static void move(Rescue const &rescue, op::Run &run, queue::Layout const &layout)
    {
        if (rescue.sorted())
            move_sorted(rescue, run, layout);
        else
            move_failures(rescue, run, layout);
    }

    static std::string origin(op::Plan const &plan)
    {
        auto const source = plan.detail.at("source").get<std::string>();
        return source == "sorted" ? plan.detail.at("rescue").at("set").get<std::string>() : source;
    }

    static std::string destination(op::Plan const &plan)
    {
        if (plan.detail.at("source") == "archive") return printable(plan.target);
        auto const queues = plan.detail.at("queues").get<std::vector<std::string>>();
        return queues.size() == 1 ? printable(queues.front()) : fmt::format("{} queues", queues.size());
    }
};

QueueRequeue const g_operation;

}  // namespace

}  // namespace omactl::cmd
