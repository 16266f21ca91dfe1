#pragma once

#include "lib/core/time.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace omactl::cmd {

/// What a Redis has left in its `dir`: RDBs, and the parts of an AOF.
struct RedisFiles {
    std::string dir;
    std::vector<std::string> names;  ///< below it
    std::uint64_t bytes = 0;
    std::optional<std::string> rdb;  ///< of these: the RDB that was written last
    bool aof = false;                ///< it has written one
    std::optional<Instant> written;  ///< when the newest was
};
/// Throws not_found when there is no such folder here, denied when it may not be read.
RedisFiles find_redis_files(std::string const &dir);

/// Into a new folder, whole or not at all; `meanwhile` may throw to stop.
void copy_redis_files(RedisFiles const &files, std::string const &folder, std::function<void()> const &meanwhile);

/// What an RDB holds.
struct RdbLook {
    std::int64_t keys = 0;         ///< whose time was not over at `now`
    std::optional<Instant> saved;  ///< as it says itself
    std::string trouble;           ///< it is damaged, or too new to be read; "" when it is whole
};
RdbLook look_at_rdb(std::string const &path, Instant now);

}  // namespace omactl::cmd
