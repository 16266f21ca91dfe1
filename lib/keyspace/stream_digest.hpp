#pragma once

#include "lib/core/fingerprint.hpp"
#include "lib/redis/connection.hpp"

#include <optional>
#include <string_view>

namespace omactl::keyspace {

// A stream's entries in their order, its last and highest deleted id, how many were ever added, and its groups: where
// each stands, its consumers, and what is pending for whom and delivered how often (not when).

/// Of the answer to XINFO STREAM key FULL COUNT 0.
Fingerprint digest_of_stream(redis::Reply::View const &full, Fingerprinter const &hash);
/// The same of a large one. nullopt: it is gone.
std::optional<Fingerprint> digest_stream_in_pieces(redis::Connection &redis, std::string_view key,
                                                   Fingerprinter const &hash);

}  // namespace omactl::keyspace
