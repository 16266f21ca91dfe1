#include "cmd/queue_archive.hpp"
#include "cmd/queue_sieve.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/sidekiq.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

std::string list_of(op::Run const &run)
{
    return run.plan.detail.at("list").get<std::string>();
}

std::string destination_of(op::Plan const &plan)
{
    return plan.detail.at("to").get<std::string>();
}

std::int64_t number_in(std::optional<Record> const &record, std::string const &field)
{
    return record ? std::atoll(record->field(field).c_str()) : 0;
}

/// Bits `first` to `last` of a map in which all before them are set.
queue::Bits filled(std::int64_t first, std::int64_t last)
{
    queue::Bits bits{first / 8, std::string(static_cast<std::size_t>(last / 8 - first / 8 + 1), '\0')};
    for (auto n = bits.at * 8; n <= last; ++n) queue::set_bit(bits.bytes, n - bits.at * 8);
    return bits;
}

/// As `queue clear` of some jobs, but these go to another queue in the step in which they leave; the
/// archive is what the undo knows them by.
class QueueMove final : public QueueSieve {
public:
    QueueMove() noexcept : QueueSieve("queue.move", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        QueueSieve::recheck(plan, world);
        auto const list = layout_of(plan).queue(destination_of(plan));
        auto const type = std::string(session_of(world).redis().call({"TYPE", list}).text());
        if (type != "list" && type != "none")
            throw Error{Fault::conflict, fmt::format("'{}' is a {} now, not a list of jobs", list, type), {}};
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        auto const list = list_of(run), to = destination_of(run.plan);
        auto const moved = number_in(run.guard.record(), "pushed");
        std::vector<redis::Command> const questions{
            {"LLEN", list}, {"LLEN", layout.queue(to)}, {"EXISTS", layout.staged(list), layout.kept(list)}};
        auto const answers = session_of(run.world).redis().pipeline(questions);
        auto const stay = answers[0].integer(), there = answers[1].integer();
        op::Outcome outcome;
        outcome.sentence =
            fmt::format("Moved {} from {} to {} in {}; {} {} in {}, {} in {}.", counted(moved, "job"),
                        printable(run.plan.target), printable(to), human_duration(run.spent()), with_commas(stay),
                        either(stay, "waits", "wait"), printable(run.plan.target), with_commas(there), printable(to));
        outcome.changes.push_back({{"from", run.plan.target}, {"to", to}, {"moved", moved}});
        outcome.after = {{"length", stay}, {"to_length", there}};
        if (answers[2].integer() > 0) {
            outcome.fault = Fault::unverified;
            outcome.trouble = "jobs still stand aside under this operation's names";
        }
        return outcome;
    }

    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &options, op::World &world) const override
    {
        return plan_unpush(plan, options, session_of(world));
    }

private:
    std::string_view verb() const override { return "move"; }

    std::int64_t sift(op::Run &run, queue::Layout const &layout, std::string_view mask, std::int64_t from,
                      std::int64_t count) const override
    {
        queue::Shift chunk{list_of(run), from, destination_of(run.plan), {}, {}, {}};
        for (auto n = from; n < from + count; ++n) chunk.leaves += queue::bit(mask, n) ? '1' : '0';
        auto const leaving = std::count(chunk.leaves.begin(), chunk.leaves.end(), '1');
        if (leaving > 0) {
            auto const before = run.scratch.contains("shifted") ? std::stoll(run.scratch["shifted"])
                                                                : number_in(run.guard.record(), "pushed");
            chunk.own = filled(before, before + leaving - 1);
            run.scratch["shifted"] = std::to_string(before + leaving);
            if (layout.kind == queue::Kind::sidekiq) chunk.jobs = renamed(run, layout, chunk);
        }
        return queue::shift(fenced(run), layout, run.plan.id, chunk);
    }

    /// The jobs of this chunk that leave, as they are to read in their new queue.
    static std::vector<std::string> renamed(op::Run &run, queue::Layout const &layout, queue::Shift const &chunk)
    {
        std::vector<std::string> jobs;
        std::size_t at = 0;
        queue::read_list(session_of(run.world).redis(), layout.staged(chunk.list), layout.oldest_left(), 0,
                         std::ssize(chunk.leaves), [&](std::string_view job) {
                             if (chunk.leaves[at++] == '1') jobs.push_back(queue::renamed(job, chunk.to));
                             return true;
                         });
        return jobs;
    }
};

QueueMove const g_operation;

}  // namespace

}  // namespace omactl::cmd
