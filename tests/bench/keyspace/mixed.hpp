#pragma once

#include "lib/redis/connection.hpp"

namespace omactl::bench {

/// That many keys of seven types by turns (string, list, set, sorted set, hash, stream, integers), about 800 bytes
/// each, a third of them with an expiry. Without streams hashes stand in their places.
void fill_mixed(redis::Connection &redis, int keys, bool streams = true);

}  // namespace omactl::bench
