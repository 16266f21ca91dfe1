#pragma once

#include "lib/keyspace/facts.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace omactl::keyspace {

struct RdbProgress {
    std::uint64_t bytes = 0, total = 0;  ///< total 0: not known beforehand
    bool saving = false;                 ///< the server has not begun to send
};

/// Becomes a replica for as long as it takes to get an RDB (REPLCONF, PSYNC ? -1; the server forks), writes it
/// to PATH.part, fsyncs, renames. The connection is closed afterwards. `progress` may throw to stop. Returns
/// its size.
std::uint64_t fetch_rdb(std::string const &path, redis::Connection &redis,
                        std::function<void(RdbProgress const &)> const &progress);

/// What INFO persistence says of saving.
struct SaveState {
    bool loading = false;
    bool in_progress = false;
    bool last_ok = true;
    Instant last_save{};
    std::int64_t changes = 0;  ///< since then
    std::int64_t seconds = 0;  ///< the running one has taken, else the last one took
    double fraction = 0;       ///< done of the running one, 7.0 and later
    std::uint64_t copied = 0;  ///< bytes of pages copied because of it
    bool aof = false, aof_rewriting = false, aof_last_ok = true;
    // While loading:
    double loaded = 0;           ///< fraction
    std::int64_t load_left = 0;  ///< seconds, as the server estimates
};
SaveState ask_save_state(redis::Connection &redis);
/// BGSAVE. It returns at once: watch ask_save_state. Throws what the server says ("already in progress" is
/// Fault::conflict).
void begin_save(redis::Connection &redis);

}  // namespace omactl::keyspace
