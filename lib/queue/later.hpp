#pragma once

#include "lib/queue/layout.hpp"
#include "lib/queue/steps.hpp"
#include "lib/redis/fenced.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace omactl::queue {

/// Atomic steps on jobs that stand outside of the queues for later: members of Sidekiq's `retry`, `dead`
/// and `schedule`, and jobs in resque-scheduler's buckets. A bucket that is empty then leaves the schedule
/// in the same step, and each job its `timestamps:` set, as when the scheduler itself takes it; of two
/// equal jobs in one bucket the first takes the mark along, as there. What is put back has its mark again,
/// even where an equal job had taken it: resque-scheduler finds a job to remove by its mark alone.
enum class Shelf { sorted, buckets };

/// One of them: number of its record in the archive, score (the bucket's time), bytes.
struct Shelved {
    std::int64_t n = 0;
    std::string score, member;
};

extern redis::Script const k_drop, k_take_delayed, k_put_later;

/// Takes them away, those that are still there, and marks them in this operation's `pushed` map.
/// `key`: the sorted set, or the schedule. Returns how many were there; `next` is kept as `at`.
std::int64_t drop(redis::Fenced &guard, Layout const &layout, std::string const &id, Shelf shelf,
                  std::string const &key, std::vector<Shelved> const &members, std::int64_t next);

/// The same out of buckets into queues; the chunk's `set` is the schedule. Ends with finish_taking().
void start_take_delayed(redis::Fenced &guard, Layout const &layout, std::string const &id, Drawn const &chunk);

/// Puts those back that are marked in that operation's map, and clears the marks. Returns how many.
std::int64_t put_later(redis::Fenced &guard, Layout const &layout, std::string const &dropped_by, Shelf shelf,
                       std::string const &key, std::vector<Shelved> const &members, std::int64_t next);

}  // namespace omactl::queue
