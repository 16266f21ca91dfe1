#pragma once

#include "lib/queue/layout.hpp"
#include "lib/queue/workers.hpp"
#include "lib/redis/fenced.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace omactl::queue {

/// Workers that one script takes care of at most.
constexpr std::int64_t k_orphans_at_once = 50;

/// A job that a dead Resque worker holds, frozen: what it was read from, by its checksum, and where
/// the job stands in it.
struct Orphan {
    std::int64_t number = 0;  ///< in the operation: its bit, and its name in what is kept
    Worker worker;            ///< id, ping, beat_bytes
    std::string sha1;         ///< hex, of the entry
    std::size_t at = 0, size = 0;
    std::string job;          ///< not empty: these bytes instead of the span (node-resque's args {})
    std::string queue;        ///< where it goes, at the newest end
    std::string thread = {};  ///< Sidekiq's, which holds it
};

/// The scripts' names, for dry runs.
extern redis::Script const k_orphans, k_unorphan;

/// Where an operation keeps the entries that it took away, until they are pruned: a hash with
/// `<number>:entry`, `:job`, `:beat`, `:started`, `:processed`, `:failed`.
std::string kept_entries(Layout const &layout, std::string_view id);

/// In one step: the jobs of those whose entry and last sign of life are still the planned ones go to
/// their queues, their workers are unregistered as Resque's own prune does it, and both are
/// remembered. Others are left alone. `next` is kept in the record as `at`. Returns how many.
std::int64_t requeue_orphans(redis::Fenced &guard, Layout const &layout, std::string const &id,
                             std::vector<Orphan> const &orphans, std::int64_t next, redis::Mark const &mark);

/// The reverse for those whose bit is set, whose job still waits and whose worker has not come back:
/// takes the job out of its queue and restores the worker's entries. `from_left` says for each at
/// which end of the list its job is nearer.
std::int64_t restore_orphans(redis::Fenced &guard, Layout const &layout, std::string const &pushed_by,
                             std::vector<Orphan> const &orphans, std::vector<bool> const &from_left, std::int64_t next,
                             redis::Mark const &mark);

}  // namespace omactl::queue
