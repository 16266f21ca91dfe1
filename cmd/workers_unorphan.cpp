#include "cmd/one_step.hpp"
#include "cmd/queue_pushed.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_wire.hpp"
#include "cmd/workers_orphans.hpp"
#include "lib/core/fingerprint.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/window.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <unordered_map>

namespace omactl::cmd {

namespace {

/// A job that was put back and still waits.
struct Waiting {
    queue::Orphan orphan;
    bool from_left = false;  ///< it is nearer to that end of its queue
};

/// What is looked for in one queue: the jobs, each with those that it may be.
using Wanted = std::unordered_map<Fingerprint, std::vector<std::size_t>, FingerprintHash>;

std::vector<queue::Orphan> still_back(op::Plan const &requeued, redis::Connection &redis, queue::Layout const &layout)
{
    auto const bits = queue::read_bits(redis, layout.pushed(requeued.id));
    auto orphans = orphans_from(requeued.detail.at("orphans"));
    std::erase_if(orphans, [&](queue::Orphan const &orphan) { return !queue::bit(bits, orphan.number); });
    return orphans;
}

/// The jobs' fingerprints by queue; what an operation keeps is read for it, one after the other.
std::map<std::string, Wanted> wanted_jobs(std::vector<queue::Orphan> const &orphans, std::string const &kept,
                                          redis::Connection &redis, Fingerprinter const &printer)
{
    std::map<std::string, Wanted> wanted;
    queue::ask_window(
        redis, orphans.size(),
        [&](std::size_t i) {
            return redis::Command{"HGET", kept, std::to_string(orphans[i].number) + ":entry"};
        },
        [&](std::size_t i) { return static_cast<std::int64_t>(orphans[i].size); },
        [&](std::size_t i, std::optional<redis::Reply> entry) {
            auto const &orphan = orphans[i];
            if (!entry || entry->is_nil() || entry->text().size() < orphan.at + orphan.size) return;
            auto const job = orphan.job.empty() ? entry->text().substr(orphan.at, orphan.size) : orphan.job;
            wanted[orphan.queue][printer.of(job)].push_back(i);
        });
    return wanted;
}

std::vector<Waiting> find_waiting(std::vector<queue::Orphan> const &orphans, std::string const &kept,
                                  redis::Connection &redis, queue::Layout const &layout)
{
    Fingerprinter const printer;
    std::map<std::size_t, Waiting> waiting;  // in the order of the orphans
    for (auto &[name, wanted] : wanted_jobs(orphans, kept, redis, printer)) {
        auto const list = layout.queue(name);
        if (redis.call({"TYPE", list}).text() != "list") continue;
        auto const length = redis.call({"LLEN", list}).integer();
        std::int64_t position = 0;
        auto const look = [&, &jobs = wanted](std::string_view job) {
            auto const found = jobs.find(printer.of(job));
            if (found != jobs.end() && !found->second.empty()) {
                auto const i = found->second.back();
                found->second.pop_back();
                waiting[i] = {orphans[i], position < length / 2};
            }
            ++position;
            return interrupt_signal() == 0;
        };
        queue::read_list(redis, list, true, 0, length, look);
        throw_if_interrupted();
    }
    std::vector<Waiting> all;
    for (auto &[i, one] : waiting) all.push_back(std::move(one));
    return all;
}

/// Batch by batch: jobs that still wait leave their queues, and their workers' entries come back.
class QueueUnorphan final : public Piecewise {
public:
    QueueUnorphan() noexcept : Piecewise("queue.unorphan", 1) {}

    void apply(std::string_view step, op::Run &run) const override
    {
        auto &redis = session_of(run.world).redis();
        auto const layout = layout_of(run.plan);
        auto const requeued = op::plan_from_json(run.plan.detail.at("requeued"));
        auto const waiting =
            find_waiting(still_back(requeued, redis, layout), queue::kept_entries(layout, requeued.id), redis, layout);
        std::vector<queue::Orphan> orphans;
        std::vector<bool> from_left;
        for (auto const &one : waiting) {
            orphans.push_back(one.orphan);
            from_left.push_back(one.from_left);
        }
        std::size_t first = 0;
        do {
            throw_if_interrupted();
            auto const count = batch_of(orphans, first);
            auto const begin = from_left.begin() + static_cast<std::ptrdiff_t>(first);
            queue::restore_orphans(fenced(run), layout, requeued.id, slice(orphans, first, count),
                                   {begin, begin + static_cast<std::ptrdiff_t>(count)},
                                   static_cast<std::int64_t>(first + count),
                                   {std::string(step), first + count == orphans.size()});
            first += count;
        } while (first < orphans.size());
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto outcome = took_back(run, k_gone_since);
        auto const taken = outcome.changes.front().at("taken_back").get<std::int64_t>();
        outcome.sentence = fmt::format("Took back {} and restored the entries of {} in {}.", counted(taken, "job"),
                                       counted(taken, "worker"), human_duration(run.spent()));
        return outcome;
    }
};

QueueUnorphan const g_operation;

std::vector<std::string> wire_of(op::Plan const &requeued, queue::Layout const &layout)
{
    auto effects = fmt::format("UNLINK {}", layout.mask(layout.workers()));
    std::set<std::string> queues;
    for (auto const &orphan : orphans_from(requeued.detail.at("orphans"))) {
        auto const keys = queue::keys_of(layout, orphan.worker);
        effects +=
            fmt::format(", SET {}, SET {}, SET {}, SET {}", keys.entry, keys.started, keys.processed, keys.failed);
        if (!keys.ping.empty()) effects += ", SET " + keys.ping;
        if (queues.insert(orphan.queue).second) effects += ", LREM " + layout.queue(orphan.queue);
    }
    effects +=
        fmt::format(", SADD {}, HSET {}, HDEL {}, SETBIT {}, HINCRBY {}", layout.workers(), queue::heartbeats(layout),
                    queue::kept_entries(layout, requeued.id), layout.pushed(requeued.id), layout.record("ID"));
    WireText wire{layout, layout.workers(), requeued.id};
    wire.step(queue::k_unorphan.name, 0, effects);
    return wire.lines();
}

}  // namespace

op::Plan plan_unorphan(op::Plan const &requeued, Session &session)
{
    auto const layout = layout_of(requeued);
    auto &redis = session.redis();
    auto plan = op::begin_plan(session, "queue.unorphan", 1, requeued.target);
    freeze_server(plan, session, ask_server(redis));
    plan.undoes = requeued.id;
    plan.count = redis.call({"BITCOUNT", layout.pushed(requeued.id)}).integer();
    plan.nothing = "None of its jobs is back; nothing to undo.";
    plan.steps = {"restore"};
    plan.detail["namespace"] = layout.nspace;
    plan.detail["list"] = layout.workers();
    plan.detail["requeued"] = op::to_json(requeued);
    plan.lines = {{"undo of " + requeued.command,
                   fmt::format("of {} that went back, those that no worker has taken leave their queues",
                               counted(plan.count, "job"))},
                  {"", "the entries of the dead workers that held them are restored"},
                  {"undo", "none: repeat the command instead"}};
    plan.question = fmt::format("Take back what is left of {} in {}?", counted(plan.count, "job"), plan.env);
    plan.wire = wire_of(requeued, layout);
    return plan;
}

}  // namespace omactl::cmd
