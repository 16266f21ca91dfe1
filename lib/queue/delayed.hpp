#pragma once

#include "lib/queue/layout.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::queue {

/// How many jobs resque-scheduler keeps for later, in all its buckets. Pipelined; a bucket is not read.
std::int64_t count_delayed(redis::Connection &redis, Layout const &layout);

/// Reads at most `count` of them, the earliest first, in bounded pieces. `each` gets the bucket's
/// time, in epoch seconds, and the job, which names its queue: {"class":…,"args":[…],"queue":…};
/// it returns false to stop. Jobs that are added or taken meanwhile may be missed.
void read_delayed(redis::Connection &redis, Layout const &layout, std::int64_t count,
                  std::function<bool(std::string_view epoch, std::string_view job)> const &each);

/// The bytes that go into the queue when the time comes: Ruby's scheduler drops the job's last member,
/// `queue`; node-resque writes it second and leaves it. nullopt: no job that names its queue.
std::optional<std::string> when_due(std::string_view job);

}  // namespace omactl::queue
