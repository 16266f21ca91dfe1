#pragma once

#include "cmd/session.hpp"
#include "lib/core/time.hpp"
#include "lib/queue/layout.hpp"
#include "lib/queue/workers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omactl::cmd {

/// One queue at one moment, or between two.
struct QueueLook {
    std::string name;
    std::string type = "list";  ///< of the key: Jesque keeps delayed queues in a zset; "none": empty
    std::int64_t length = 0;
    bool listed = true;   ///< in the set of queues
    std::string held_by;  ///< id of an unfinished operation that holds jobs of it
    std::int64_t held = 0;
    std::optional<double> latency_s;                       ///< age of the oldest job, of kinds whose jobs carry it
    std::optional<double> net_per_s, in_per_s, out_per_s;  ///< with an interval; in and out where they can be told
};

struct QueuesLook {
    queue::Layout layout;
    std::vector<QueueLook> queues;                     ///< longest first
    std::int64_t total = 0, workers = 0, working = 0;  ///< Sidekiq's workers are the threads of its processes
    std::int64_t failed = 0;                           ///< of Sidekiq: retry and dead together
    std::int64_t retry = 0, dead = 0, scheduled = 0;   ///< Sidekiq alone
    std::int64_t times = 0;                            ///< for which resque-scheduler has jobs

    std::string failures() const;   ///< "2 failed", "5 in retry, 2 dead"
    std::string workforce() const;  ///< "1 of 2 workers working"
};

/// All queues. `interval` 0: one look, as many round trips for 200 queues as for one. `crew`: the
/// workers, where they are known already; nullptr: they are counted too.
QueuesLook look_at_queues(Session &session, Millis interval, queue::Crew const *crew);

}  // namespace omactl::cmd
