#pragma once

#include "lib/redis/connection.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace omactl::keyspace {

/// A name beside the key's own, for what is being built: an ACL that allows a prefix allows it as well.
std::string beside(std::string_view key);

/// Do these two keys hold the same?
bool same_keys(redis::Connection &redis, std::string_view a, std::string_view b);
/// Does the key hold what this DUMP payload holds? The payload is put beside it for as long as that takes (for a
/// minute at most, if we die).
bool holds(redis::Connection &redis, std::string_view key, std::string_view payload);

}  // namespace omactl::keyspace
