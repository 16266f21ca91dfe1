#pragma once

#include "lib/redis/connection.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace omactl::queue {

/// Reads at most `count` members of a sorted set, lowest score first, in pieces of about 128 KiB.
/// `each` gets the score as the server writes it (handed back, it is that score exactly) and the
/// member, and returns false to stop. A member that is there all the while comes once, whatever
/// others remove meanwhile, unless more than a piece share its score. Returns how many it was given.
std::int64_t read_sorted(redis::Connection &redis, std::string const &key, std::int64_t count,
                         std::function<bool(std::string_view score, std::string_view member)> const &each);

}  // namespace omactl::queue
