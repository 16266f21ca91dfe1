#include "cmd/queue_archive.hpp"
#include "cmd/queue_canary.hpp"
#include "cmd/queue_refill.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace omactl::cmd {

namespace {

/// From an archive: push. From the failures: save → move. With canaries, before the last of these:
/// canary (a few are pushed) → judge (they are watched; when they fail again, all ends here). Every piece moves a few
/// jobs and marks them in this operation's bitmap, in one script, so there is always a right answer to "which".
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
        if (step == "save") return save_failures(rescue_from(run.plan.detail.at("rescue")), run, layout);
        auto const canary = canary_of(run.plan);
        if (step == "judge") return judge_canaries(canary.value(), run, layout);
        if (step == "canary") {
            note_old_failures(run, layout);
            give(run, layout, canary.value().count);
            return queue::reach(fenced(run), layout.mask(run.plan.id), "canary", {});
        }
        give(run, layout, std::numeric_limits<std::int64_t>::max());
        queue::finish(fenced(run), layout.mask(run.plan.id), std::string(step), {});
    }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (record && record->field("over") == "1") return op::Taken::yes;
        if (step == "canary" || step == "judge") return has_reached(step, run, record);
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
        if (canary_of(run.plan) && record)
            outcome.sentence +=
                fmt::format(" Of {} canaries {} failed again.", record->field("canaries"), record->field("refailed"));
        outcome.changes.push_back({{"from", origin(run.plan)}, {"to", destination(run.plan)}, {"pushed", pushed}});
        outcome.after = {{"pushed", pushed}};
        return outcome;
    }

    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &options, op::World &world) const override
    {
        return plan_unpush(plan, options, session_of(world));
    }

private:
    static op::Taken has_reached(std::string_view step, op::Run &run, std::optional<Record> const &record)
    {
        if (!record) return op::Taken::no;
        auto const &steps = run.plan.steps;
        auto const reached = std::find(steps.begin(), steps.end(), record->phase);
        auto const asked = std::find(steps.begin(), steps.end(), step);
        return reached != steps.end() && asked <= reached ? op::Taken::yes : op::Taken::partly;
    }

    /// Until `limit` have been pushed in all.
    static void give(op::Run &run, queue::Layout const &layout, std::int64_t limit)
    {
        if (run.plan.detail.at("source") == "archive") {
            auto part = refill_from(run.plan.detail.at("refill"));
            part.first = part.first > 0 ? std::min(part.first, limit) : limit;
            return refill(part, run, layout);
        }
        auto const rescue = rescue_from(run.plan.detail.at("rescue"));
        if (rescue.sorted())
            move_sorted(rescue, run, layout, limit);
        else
            move_failures(rescue, run, layout, limit);
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
