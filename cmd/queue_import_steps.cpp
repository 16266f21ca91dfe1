#include "cmd/queue_admit.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_import.hpp"
#include "cmd/queue_refill.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr Millis k_beat{10'000};

bool into_set(op::Plan const &plan)
{
    return !import_from(plan.detail.at("import")).set.empty();
}

op::Json header_of(op::Plan const &plan, op::World &world)
{
    return {{"omactl", "archive"},
            {"v", 1},
            {"id", plan.id},
            {"operation", plan.operation},
            {"key", plan.detail.at("list")},
            {"records", into_set(plan) ? "score member" : "as in the list"},
            {"queue", plan.target},
            {"server", plan.service},
            {"predicate", import_from(plan.detail.at("import")).shown},
            {"at", rfc3339(world.context().clock.now())}};
}

/// save → push. The archive is what `resume` goes on from: the file may be gone by then, stdin is.
class QueueImport final : public op::Operation {
public:
    QueueImport() noexcept : Operation("queue.import", 1) {}

    std::unique_ptr<Guard> guard(op::Plan const &plan, op::World &world) const override
    {
        return redis_guard(plan, world);
    }
    void recheck(op::Plan const &plan, op::World &world) const override { recheck_server(plan, session_of(world)); }

    void apply(std::string_view step, op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        if (step == "save") return save(run, layout);
        if (into_set(run.plan))
            admit_members(run, layout);
        else
            refill(refill_from(run.plan.detail.at("refill")), run, layout);
        auto const archive = need_archive(run.plan, session_of(run.world));
        queue::finish(fenced(run), layout.mask(run.plan.id), "push",
                      {{"archive", archive},
                       {"archive_host", run.world.host()},
                       {"archive_checksum", op::archive_checksum(archive)}});
    }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (record && record->field("over") == "1") return op::Taken::yes;
        if (!record) return op::Taken::no;
        return step == "save" ? op::Taken::yes : op::Taken::partly;
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
        auto const list = run.plan.detail.at("list").get<std::string>();
        auto const length = session_of(run.world).redis().call({into_set(run.plan) ? "ZCARD" : "LLEN", list}).integer();
        op::Outcome outcome;
        outcome.sentence =
            fmt::format("Imported {} into {} in {}; {} {}.", counted(pushed, "job"), printable(run.plan.target),
                        human_duration(run.spent()), with_commas(length), either(length, "waits", "wait"));
        if (auto const fewer = run.plan.count - pushed; fewer > 0)
            outcome.sentence += (into_set(run.plan) ? " Stood in it already: " : " Waited already by then: ") +
                                with_commas(fewer) + ".";
        outcome.changes.push_back({{"queue", run.plan.target}, {"pushed", pushed}});
        outcome.after = {{"length", length}};
        return outcome;
    }

    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &options, op::World &world) const override
    {
        return into_set(plan) ? plan_expel(plan, options, session_of(world))
                              : plan_unpush(plan, options, session_of(world));
    }

private:
    static void save(op::Run &run, queue::Layout const &layout)
    {
        auto const import = import_from(run.plan.detail.at("import"));
        auto &redis = session_of(run.world).redis();
        bool const sorted = into_set(run.plan);
        auto &clock = run.world.context().clock;
        op::ArchiveWriter archive{run.plan.archive, header_of(run.plan, run.world)};
        auto const look =
            look_at_file(import, import.unique ? UniqueWork{redis, layout, {import.queue_name}} : UniqueWork{},
                         [&, beaten = clock.ticks()](Incoming const &job) mutable {
                             if (archive.count() == run.plan.count) return;
                             if (sorted)
                                 archive.add(fmt::format("{} {}", job.score, job.job));
                             else
                                 archive.add(job.job);
                             if (archive.count() % 1'024 != 0 || clock.ticks() - beaten < k_beat) return;
                             run.guard.beat();
                             beaten = clock.ticks();
                         });
        if (look.checksum != import.checksum)
            throw Error{Fault::conflict, fmt::format("{} has changed since it was planned", printable(import.shown)),
                        "look at it, and plan it again"};
        archive.finish();
    }
};

QueueImport const g_operation;

}  // namespace

}  // namespace omactl::cmd
