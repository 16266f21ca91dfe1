#pragma once

#include "lib/redis/connection.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace omactl::queue {

/// Reads the oldest `count` elements of a list that workers may take from meanwhile, oldest first, in
/// LRANGEs of about 128 KiB, one at a time. Each begins a little before where the last one ended, so
/// it is seen when the list has moved: what waits all the while is given once. Elements that others
/// push meanwhile are not given as long as some of those given before still wait. `each` returns
/// false to stop. Returns how many it was given.
std::int64_t read_list_steadily(redis::Connection &redis, std::string const &key, bool oldest_left, std::int64_t count,
                                std::function<bool(std::string_view)> const &each);

}  // namespace omactl::queue
