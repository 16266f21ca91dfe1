#pragma once

#include "lib/redis/connection.hpp"
#include "lib/settings/store.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace omactl::settings {

/// All settings of a store in Redis, sorted by name; none when there is nothing under its name. A big hash and a
/// prefix are read in pieces, so what changes meanwhile may be in or out. Throws failed when the hash's key holds
/// something else, usage when the store is an SQL table.
std::vector<Setting> read_all(redis::Connection &redis, Store const &store, Instant now);

/// One of them; nullopt: it is not set.
std::optional<Setting> read_one(redis::Connection &redis, Store const &store, std::string_view name, Instant now);

}  // namespace omactl::settings
