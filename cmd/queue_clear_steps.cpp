#include "cmd/queue_return.hpp"
#include "cmd/queue_sieve.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

class QueueClear final : public QueueSieve {
public:
    QueueClear() noexcept : QueueSieve("queue.clear", 1) {}

    op::Outcome verify(op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        auto const list = run.plan.detail.at("list").get<std::string>();
        auto &redis = session_of(run.world).redis();
        auto const record = run.guard.record();
        auto const removed = record ? std::atoll(record->field("removed").c_str()) : 0;
        auto const total = record ? std::atoll(record->field("total").c_str()) : 0;
        std::vector<redis::Command> const questions{{"LLEN", list}, {"EXISTS", layout.staged(list), layout.kept(list)}};
        auto const answers = redis.pipeline(questions);
        auto const waiting = answers[0].integer();
        op::Outcome outcome;
        bool const jobs = noun_of(run.plan) == "job";
        outcome.sentence =
            fmt::format("Cleared {} from {} in {}; {} {}", counted(removed, noun_of(run.plan)),
                        printable(run.plan.target), human_duration(run.spent()), with_commas(waiting),
                        jobs ? either(waiting, "waits", "wait") : either(waiting, "is left", "are left"));
        auto const more = waiting - (total - removed);
        outcome.sentence += more > 0 ? fmt::format(" ({} arrived meanwhile).", with_commas(more)) : ".";
        outcome.changes.push_back({{"queue", run.plan.target}, {"removed", removed}, {"kept", total - removed}});
        outcome.after = {{"length", waiting}};
        if (answers[1].integer() > 0) {
            outcome.fault = Fault::unverified;
            outcome.trouble = "jobs still stand aside under this operation's names";
        }
        return outcome;
    }

    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &options, op::World &world) const override
    {
        return plan_return(plan, options, session_of(world));
    }

private:
    std::string_view verb() const override { return "clear"; }
};

QueueClear const g_operation;

}  // namespace

}  // namespace omactl::cmd
