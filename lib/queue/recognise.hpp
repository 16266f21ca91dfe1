#pragma once

#include "lib/redis/connection.hpp"

namespace omactl::queue {

/// Whose queues are in a Redis, by keys that only one framework has: Resque's in its own namespace,
/// Sidekiq's without any.
struct Recognised {
    bool resque = false, sidekiq = false;
};
/// Reads alone. A user who may not look at all of these keys is taken for one of Resque's.
Recognised recognise(redis::Connection &redis);

}  // namespace omactl::queue
