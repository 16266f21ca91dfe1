#pragma once

#include "lib/core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::drill {

/// A worker as Resque's, the Part that works on Redis: registers itself, gives a sign every second, honours
/// `pause-all-workers`, keeps the job in hand in worker:ID, and writes each payload that it has done as a
/// line behind the file `done`, which no trouble of Redis reaches. A job that a broken connection meets goes
/// to `failed`. Ends with a TERM, or when who started it is gone.
/// Source: resque lib/resque/{worker,data_store,job}.rb.
inline constexpr std::string_view k_worker_part = "worker";

struct WorkerOrder {
    std::string socket, host, done;   ///< of Redis; of its id; the file for what it has done
    std::vector<std::string> queues;  ///< in the order in which they are asked
    Millis pace{0};                   ///< how long a job takes
    std::string intermission;         ///< takes no job while there is such a file
    bool hangs = false;               ///< takes one job and stays with it
    /// For the tests of the accounts: the n-th job is thrown away, or done once more; 0: none.
    std::int64_t forgets = 0, repeats = 0;
};
/// What that Part is given.
std::string written(WorkerOrder const &order);

}  // namespace omactl::drill
