#include "cmd/archive_place.hpp"
#include "cmd/one_step.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_discard.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_wire.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

/// Puts back what a discard took, piece by piece; its bitmap says what is not back yet.
class QueueRestore final : public Piecewise {
public:
    QueueRestore() noexcept : Piecewise("queue.restore", 1) {}

    void apply(std::string_view, op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        auto const discarded = op::plan_from_json(run.plan.detail.at("discarded"));
        auto const rescue = rescue_from(discarded.detail.at("rescue"));
        auto &session = session_of(run.world);
        auto const archive = need_archive(discarded, session);
        need_intact(archive, discarded.id, session.redis(), layout);
        ShelfWalk walk{archive, 0, queue::read_bits(session.redis(), layout.pushed(discarded.id))};
        auto &clock = run.world.context().clock;
        run.progress.emplace(run.world.context(), "put back", run.plan.count);
        std::int64_t back = 0;
        for (auto piece = walk.next(); !piece.empty(); piece = walk.next()) {
            throw_if_interrupted();
            auto const began = clock.ticks();
            back += queue::put_later(fenced(run), layout, discarded.id, shelf_of(rescue.set), key_of(rescue, layout),
                                     piece, walk.position());
            walk.spent(clock.ticks() - began);
            run.progress->at(back);
        }
        run.progress.reset();
        queue::finish(fenced(run), layout.mask(run.plan.id), "restore", {});
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const record = run.guard.record();
        auto const back = record ? std::atoll(record->field("back").c_str()) : 0;
        op::Outcome outcome;
        outcome.sentence = fmt::format("Put {} back into {} in {}.", counted(back, "job"),
                                       run.plan.detail.at("from").get<std::string>(), human_duration(run.spent()));
        outcome.changes.push_back({{"back", back}});
        outcome.after = {{"back", back}};
        return outcome;
    }
};

QueueRestore const g_operation;

}  // namespace

op::Plan plan_restore(op::Plan const &discarded, Session &session)
{
    auto const layout = layout_of(discarded);
    auto &redis = session.redis();
    auto plan = op::begin_plan(session, "queue.restore", 1, discarded.target);
    freeze_server(plan, session, ask_server(redis), layout);
    auto const archive = need_archive(discarded, session);
    need_intact(archive, discarded.id, redis, layout);
    auto const rescue = rescue_from(discarded.detail.at("rescue"));
    plan.undoes = discarded.id;
    plan.count = redis.call({"BITCOUNT", layout.pushed(discarded.id)}).integer();
    plan.steps = {"restore"};
    plan.detail["list"] = discarded.detail.at("list");
    plan.detail["from"] = discarded.detail.at("from");
    plan.detail["discarded"] = op::to_json(discarded);
    plan.before = {{rescue.set, count_of(rescue, redis, layout)}};
    plan.nothing = "All that it took is back already; nothing to undo.";
    auto const from = discarded.detail.at("from").get<std::string>();
    plan.lines = {{"undo of " + discarded.command,
                   fmt::format("{} {} back into {}, with the times they had", counted(plan.count, "job"),
                               either(plan.count, "goes", "go"), from)},
                  {"from", homely(archive, session.context().environ)},
                  {"undo", "none: repeat the command instead"}};
    plan.question = fmt::format("Put {} back into {} in {}?", counted(plan.count, "job"), from, plan.env);
    WireText wire{layout, plan.detail.at("list").get<std::string>(), discarded.id};
    wire.put_later(key_of(rescue, layout), rescue.delayed(), discarded.id);
    wire.finish(layout.mask("ID"));
    plan.wire = wire.lines();
    return plan;
}

}  // namespace omactl::cmd
