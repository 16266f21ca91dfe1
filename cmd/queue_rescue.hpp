#pragma once

#include "cmd/queue_failures.hpp"
#include "cmd/queue_unique.hpp"
#include "lib/operation/operation.hpp"
#include "lib/queue/sidekiq.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>

namespace omactl::cmd {

/// The set that stands for resque-scheduler's buckets.
constexpr std::string_view k_delayed = "delayed";

/// Which failure records are requeued and how fast: part of a plan's detail.
struct Rescue {
    FailureFilter filter;
    std::string to;  ///< destination; "" each to its own queue
    bool unique = false;
    std::int64_t first = 0;  ///< at most so many; 0: all
    double rate = 0;
    std::int64_t max_length = 0;
    std::int64_t stall_ms = 300'000;
    std::int64_t bound = 0;      ///< how many there were when it was planned: later ones are not touched
    std::string set = "failed";  ///< Resque's list, Sidekiq's "retry", "dead", "schedule", or k_delayed
    std::int64_t at = 0;         ///< of Sidekiq: the jobs' new enqueued_at, ms since the epoch
    bool away = false;           ///< they go nowhere: a clear; then those that can't be read may be meant too

    bool sorted() const { return set != "failed"; }
    bool delayed() const { return set == k_delayed; }
    bool means(queue::Failure const &failure, FailureMatcher const &matcher) const
    {
        return (away && filter.everything()) || matcher.matches(failure);
    }
    queue::Enqueue enqueue() const { return {Instant{Millis{at}}, set != "schedule", to}; }
    /// What a member of a sorted set, or a job of a bucket, becomes in its queue. nullopt: it names none.
    std::optional<queue::Enqueued> made_of(std::string_view member) const;
    std::string_view shown_set() const { return delayed() ? "schedule" : std::string_view{set}; }
};
/// What an archive keeps of a member of a sorted set: score, blank, member.
struct Kept {
    std::string_view score, member;
};
inline Kept kept_of(std::string_view record)
{
    auto const blank = std::min(record.find(' '), record.size() - 1);
    return {record.substr(0, blank), record.substr(blank + 1)};
}
/// The key of the list or sorted set; of delayed jobs that of the schedule.
std::string key_of(Rescue const &rescue, queue::Layout const &layout);
/// How many stand there now.
std::int64_t count_of(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout);
/// Throws failed when the application keeps its failures in a list a queue (redis_multi_queue).
void need_one_list(redis::Connection &redis, queue::Layout const &layout);
/// Walks through the first `bound` of what may be requeued.
void each_candidate(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout,
                    std::function<void(FailedJob const &)> const &each);
op::Json to_json(Rescue const &rescue);
Rescue rescue_from(op::Json const &json);

/// What waits in the destinations, when --unique asks for it.
UniqueWork unique_work(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout);
/// Writes the selected records into the operation's archive. Nothing in the service changes. Where each
/// stood in a list is in the run's scratch, as "places": an std::int64_t each.
void save_failures(Rescue const &rescue, op::Run &run, queue::Layout const &layout);
/// Moves the archived records out of where they are, their jobs to the queues, until `limit` have moved
/// in all; what is moved already, or was removed by others, is left alone.
void move_failures(Rescue const &rescue, op::Run &run, queue::Layout const &layout, std::int64_t limit);

/// The same out of a sorted set.
void move_sorted(Rescue const &rescue, op::Run &run, queue::Layout const &layout, std::int64_t limit);

}  // namespace omactl::cmd
