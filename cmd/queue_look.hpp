#pragma once

#include "cmd/session.hpp"
#include "lib/core/time.hpp"

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
    std::optional<double> net_per_s, in_per_s, out_per_s;  ///< with an interval; in and out where they can be told
};

struct QueuesLook {
    std::string nspace;
    std::vector<QueueLook> queues;  ///< longest first
    std::int64_t total = 0, failed = 0, workers = 0, working = 0;
};

/// All queues. `interval` 0: one look, two round trips.
QueuesLook look_at_queues(Session &session, Millis interval);

}  // namespace omactl::cmd
