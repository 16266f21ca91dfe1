#pragma once

#include "lib/core/time.hpp"
#include "lib/redis/connection.hpp"

#include <optional>
#include <string>

namespace omactl::queue {

/// Asks for the oldest job of a list, whole when it is short, else for its last 4 KiB: a payload may
/// have 50 MB, and nobody should wait for them to cross the network just to learn its age. That takes
/// a read-only script, which Redis has since 7 and which the server itself keeps from writing.
redis::Command ask_oldest(std::string const &list, bool oldest_left);
/// When it was enqueued, by that answer, or by that of a plain LRANGE. Sidekiq's client writes the
/// time behind the args; in the end of a long job it is looked for there. nullopt: it does not say.
std::optional<Instant> oldest_enqueued(redis::Reply const &answer);

}  // namespace omactl::queue
