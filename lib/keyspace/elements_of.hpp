#pragma once

#include "lib/keyspace/record.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace omactl::keyspace {

/// How reading a key piece by piece ended.
enum class Reading {
    whole,
    gone,     ///< it is not there (any more), or has become another type
    changed,  ///< it was written to meanwhile, so that what was read is none of its states
    unable,   ///< this type has no pieces
};

/// One element: of a string some of its bytes, of a list or set (element, ""), of a hash (field, value), of a
/// sorted set (member, score as text).
using EachElement = std::function<void(std::string_view, std::string_view)>;

struct Elements {
    Reading reading = Reading::whole;
    std::uint64_t count = 0;  ///< elements given; bytes of a string
};

/// Reads a key in pieces of about 256 KiB, so that neither side holds it whole and no other client waits. `memory`
/// is its MEMORY USAGE. Of sets, hashes and sorted sets every element that is there throughout is given at
/// least once; of the others the state that it had, or `changed`.
Elements read_elements(redis::Connection &redis, std::string_view key, Type type, std::uint64_t memory,
                       EachElement const &each);

/// Does read_elements know this type?
bool has_elements(Type type);

}  // namespace omactl::keyspace
