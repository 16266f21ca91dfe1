#include "cmd/archive_place.hpp"
#include "cmd/one_step.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_discard.hpp"
#include "cmd/queue_step_size.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_first = 16, k_most = 500, k_most_bytes = 256 * 1024;

}  // namespace

struct ShelfWalk::State {
    op::ArchiveReader archive;
    std::string wanted;
    StepSize size{k_first, k_most};
};

ShelfWalk::ShelfWalk(std::string const &archive, std::int64_t at, std::string wanted)
    : m_state(new State{op::ArchiveReader{archive}, std::move(wanted)})
{
    while (m_state->archive.position() < at && m_state->archive.next()) {}
}

ShelfWalk::~ShelfWalk() = default;

std::vector<queue::Shelved> ShelfWalk::next()
{
    std::vector<queue::Shelved> piece;
    std::size_t bytes = 0;
    while (piece.size() < m_state->size.get() && bytes < k_most_bytes) {
        auto const n = m_state->archive.position();
        auto const record = m_state->archive.next();
        if (!record) break;
        if (!m_state->wanted.empty() && !queue::bit(m_state->wanted, n)) continue;
        auto const kept = kept_of(*record);
        bytes += record->size();
        piece.push_back({n, std::string(kept.score), std::string(kept.member)});
    }
    return piece;
}

std::int64_t ShelfWalk::position() const
{
    return m_state->archive.position();
}

void ShelfWalk::spent(Ticks::duration time)
{
    m_state->size.adapt(time);
}

namespace {

/// save → drop. Every piece takes a few and marks them in this operation's bitmap, in one script.
class QueueDiscard final : public OnRedis {
public:
    QueueDiscard() noexcept : OnRedis("queue.discard", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        recheck_server(plan, session_of(world));
        check_space(plan.archive, 0);
    }

    void apply(std::string_view step, op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        auto const rescue = rescue_from(run.plan.detail.at("rescue"));
        if (step == "save") return save_failures(rescue, run, layout);
        auto const archive = need_archive(run.plan, session_of(run.world));
        drop_all(rescue, run, layout, archive);
        queue::finish(fenced(run), layout.mask(run.plan.id), "drop",
                      {{"archive", archive},
                       {"archive_checksum", op::archive_checksum(archive)},
                       {"archive_host", run.world.host()}});
    }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (!record) return op::Taken::no;
        return record->field("over") == "1" || step == "save" ? op::Taken::yes : op::Taken::partly;
    }

    // What is gone stays gone; its undo puts it back.
    void settle(op::Run &run) const override
    {
        queue::finish(fenced(run), layout_of(run.plan).mask(run.plan.id), "stopped", {});
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        auto const rescue = rescue_from(run.plan.detail.at("rescue"));
        auto const record = run.guard.record();
        auto const gone = record ? std::atoll(record->field("pushed").c_str()) : 0;
        auto const left = count_of(rescue, session_of(run.world).redis(), layout);
        op::Outcome outcome;
        outcome.sentence = fmt::format("Cleared {} from {} in {}; {} {}.", counted(gone, "job"),
                                       run.plan.detail.at("from").get<std::string>(), human_duration(run.spent()),
                                       with_commas(left), either(left, "is left", "are left"));
        if (auto const others = run.plan.count - gone; others > 0)
            outcome.sentence += fmt::format(" {} had gone by then.", with_commas(others));
        outcome.changes.push_back({{"from", rescue.set}, {"removed", gone}, {"left", left}});
        outcome.after = {{rescue.set, left}};
        return outcome;
    }

    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &options, op::World &world) const override
    {
        if (options.rate > 0)
            throw Error{Fault::usage, "--rate is for jobs that go back into a queue; these go back where they wait",
                        fmt::format("omactl undo {}", session_of(world).journal().shortest(plan.id))};
        return plan_restore(plan, session_of(world));
    }

private:
    static void drop_all(Rescue const &rescue, op::Run &run, queue::Layout const &layout, std::string const &archive)
    {
        auto const record = run.guard.record();
        auto gone = record ? std::atoll(record->field("pushed").c_str()) : 0;
        ShelfWalk walk{archive, record ? std::atoll(record->field("at").c_str()) : 0, {}};
        auto &clock = run.world.context().clock;
        run.progress.emplace(run.world.context(), "clear", run.plan.count);
        for (auto piece = walk.next(); !piece.empty(); piece = walk.next()) {
            throw_if_interrupted();
            auto const began = clock.ticks();
            gone += queue::drop(fenced(run), layout, run.plan.id, shelf_of(rescue.set), key_of(rescue, layout), piece,
                                walk.position());
            walk.spent(clock.ticks() - began);
            run.progress->at(gone);
        }
        run.progress.reset();
    }
};

QueueDiscard const g_operation;

}  // namespace

}  // namespace omactl::cmd
