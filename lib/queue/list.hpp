#pragma once

#include "lib/redis/connection.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace omactl::queue {

/// Reads `count` elements of a list, from the oldest on (skipping `from` of them), in pipelined
/// LRANGEs of about 128 KiB, three in flight: no other client waits for long. `each` gets the bytes
/// and returns false to stop. Returns how many it was given; fewer than `count` when the list is
/// shorter. A list that others change meanwhile may yield an element twice or not at all.
std::int64_t read_list(redis::Connection &redis, std::string const &key, bool oldest_left, std::int64_t from,
                       std::int64_t count, std::function<bool(std::string_view)> const &each);

/// The LRANGE of `count` elements after `from`, oldest first (or last, when the oldest is right).
redis::Command range(std::string const &key, bool oldest_left, std::int64_t from, std::int64_t count);

}  // namespace omactl::queue
