#pragma once

#include "lib/core/time.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>

namespace omactl::demo {

/// How much of everything there is.
struct Sizes {
    std::int64_t refreshes = 162'000;  ///< RefreshSite, for 1,204 sites
    std::int64_t alexa = 35'500;       ///< Alexa::Load, for 2,400 hosts
    std::int64_t digests = 2'488;      ///< Mail::Digest, each for another user
    std::int64_t malformed = 12;
    std::int64_t failures = 300;
    std::int64_t all() const { return refreshes + alexa + digests + malformed; }
};

/// Fills a Redis with an incident in Resque's format, always the same one but for its times: the
/// queue `sites` is stuck behind duplicates, 2 of 48 workers hold jobs since a quarter of an hour,
/// `failed` has what went wrong before.
void fill(redis::Connection &redis, Sizes const &sizes, Instant now);

}  // namespace omactl::demo
