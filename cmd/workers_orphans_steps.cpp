#include "cmd/one_step.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/workers_orphans.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_batch_bytes = 256 * 1024;

/// Batch by batch: jobs go home and their workers are unregistered.
class QueueOrphans final : public Piecewise {
public:
    QueueOrphans() noexcept : Piecewise("queue.orphans", 1) {}

    void apply(std::string_view step, op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        auto const orphans = orphans_from(run.plan.detail.at("orphans"));
        auto const record = run.guard.record();
        auto first = static_cast<std::size_t>(record ? std::atoll(record->field("at").c_str()) : 0);
        run.progress.emplace(run.world.context(), "requeue", std::ssize(orphans));
        while (first < orphans.size()) {
            throw_if_interrupted();
            auto const count = batch_of(orphans, first);
            auto const next = first + count;
            queue::requeue_orphans(fenced(run), layout, run.plan.id, slice(orphans, first, count),
                                   static_cast<std::int64_t>(next), {std::string(step), next == orphans.size()});
            first = next;
            run.progress->at(static_cast<std::int64_t>(first));
        }
        run.progress.reset();
    }

    // What is back stays there; its undo takes it out again.
    void settle(op::Run &run) const override
    {
        queue::finish(fenced(run), layout_of(run.plan).mask(run.plan.id), "stopped", {});
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const record = run.guard.record();
        auto const pushed = record ? std::atoll(record->field("pushed").c_str()) : 0;
        op::Outcome outcome;
        outcome.sentence =
            fmt::format("Put {} of dead workers back in {}.", counted(pushed, "job"), human_duration(run.spent()));
        if (auto const others = run.plan.count - pushed; others > 0)
            outcome.sentence += fmt::format(" {} had given a sign of life, or ended, by then.", with_commas(others));
        outcome.changes.push_back({{"requeued", pushed}, {"left", run.plan.count - pushed}});
        outcome.after = {{"requeued", pushed}};
        return outcome;
    }

    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &, op::World &world) const override
    {
        return plan_unorphan(plan, session_of(world));
    }
};

QueueOrphans const g_operation;

}  // namespace

std::string why_left(queue::Worker const &worker, queue::Held const &held)
{
    if (held.size == 0) return "its entry can't be read";
    if (held.rounded()) return "node-resque's copy has rounded a number of it";
    if (!is_utf8(worker.id) || !is_utf8(held.queue) || !is_utf8(worker.beat_bytes)) return "its name is not UTF-8";
    return {};
}

queue::Orphan orphan_of(queue::Worker const &worker, queue::Held const &held)
{
    queue::Orphan orphan;
    orphan.worker = worker;
    orphan.worker.works.clear();
    orphan.at = held.at;
    orphan.size = held.size;
    orphan.queue = held.queue;
    orphan.thread = held.thread;
    if (!why_left(worker, held).empty()) return orphan;
    orphan.sha1 = hex(openssl::module().sha1(held.entry));
    if (held.rebuilt()) orphan.job = held.job();
    return orphan;
}

op::Json to_json(std::vector<queue::Orphan> const &orphans)
{
    auto json = op::Json::array();
    for (auto const &orphan : orphans)
        json.push_back({{"number", orphan.number},
                        {"worker", orphan.worker.id},
                        {"ping", orphan.worker.ping},
                        {"beat", orphan.worker.beat_bytes},
                        {"sha1", orphan.sha1},
                        {"at", orphan.at},
                        {"size", orphan.size},
                        {"job", base64(orphan.job)},
                        {"queue", orphan.queue},
                        {"thread", orphan.thread}});
    return json;
}

std::vector<queue::Orphan> orphans_from(op::Json const &json)
{
    std::vector<queue::Orphan> orphans;
    for (auto const &one : json) {
        queue::Orphan orphan;
        orphan.number = one.at("number").get<std::int64_t>();
        queue::read_worker_id(orphan.worker, one.at("worker").get<std::string>());
        orphan.worker.ping = one.at("ping").get<std::string>();
        orphan.worker.beat_bytes = one.at("beat").get<std::string>();
        orphan.sha1 = one.at("sha1").get<std::string>();
        orphan.at = one.at("at").get<std::size_t>();
        orphan.size = one.at("size").get<std::size_t>();
        orphan.job = from_base64(one.at("job").get<std::string>()).value_or("");
        orphan.queue = one.at("queue").get<std::string>();
        orphan.thread = one.value("thread", "");
        orphans.push_back(std::move(orphan));
    }
    return orphans;
}

std::size_t batch_of(std::vector<queue::Orphan> const &orphans, std::size_t first)
{
    std::size_t count = 0, bytes = 0;
    while (first + count < orphans.size() && count < queue::k_orphans_at_once &&
           (count == 0 || bytes + orphans[first + count].size <= k_batch_bytes))
        bytes += orphans[first + count++].size;
    return count;
}

std::int64_t batches_of(std::vector<queue::Orphan> const &orphans)
{
    std::int64_t batches = 0;
    for (std::size_t first = 0; first < orphans.size(); ++batches) first += batch_of(orphans, first);
    return batches;
}

}  // namespace omactl::cmd
