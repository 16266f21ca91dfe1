#pragma once

#include "lib/keyspace/facts.hpp"
#include "lib/keyspace/pace.hpp"
#include "lib/keyspace/record.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::keyspace {

/// The glob of all names that begin so; the prefix's own characters stand for themselves.
std::string glob_of_prefix(std::string_view prefix);

/// Keys whose names begin alike, their sizes and expiries taken from some of them.
struct PrefixLook {
    std::string prefix;
    std::int64_t keys = 0;
    std::int64_t sampled = 0, with_expiry = 0;  ///< of those sampled
    std::uint64_t sampled_bytes = 0;            ///< MEMORY USAGE, or a guess where that is refused
    std::vector<std::string> examples;          ///< a few names

    std::uint64_t bytes() const;  ///< about, of all
};

/// Counts every key of one database that begins so and is not left out; looks closer at the first few thousand.
PrefixLook look_at_prefix(redis::Connection &redis, Facts const &facts, std::string const &prefix,
                          Exclude const &exclude, std::function<void(std::int64_t keys)> const &progress);

/// The prefixes (up to the first ':') that take most of one database, by some thousand keys as SCAN gives them,
/// which is in no order; the numbers are made up to all keys. The largest first; those of one key are left out.
std::vector<PrefixLook> sample_prefixes(redis::Connection &redis, Facts const &facts, Exclude const &exclude,
                                        std::size_t most);

}  // namespace omactl::keyspace
