#pragma once

#include "lib/keyspace/facts.hpp"
#include "lib/keyspace/pace.hpp"
#include "lib/keyspace/record.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace omactl::keyspace {

struct BigKey {
    int db = 0;
    std::string key;
    Type type = Type::none;
    std::uint64_t memory = 0;  ///< MEMORY USAGE, sampled
    std::int64_t length = 0;   ///< bytes of a string, elements of others
};

/// Keys whose names begin alike.
struct Prefix {
    std::string name;  ///< with its separator: "resque:queue:"
    std::int64_t keys = 0;
    std::uint64_t memory = 0;
};

struct BigKeys {
    std::int64_t keys = 0;
    std::uint64_t memory = 0;
    std::array<std::int64_t, k_types> counts{};
    std::array<std::uint64_t, k_types> bytes{};
    std::array<std::vector<BigKey>, k_types> biggest;  ///< of each type, the biggest first
    std::vector<Prefix> prefixes;                      ///< the biggest first
    std::int64_t unreadable = 0;                       ///< kept from us by an ACL
    std::int64_t other_prefixes = 0;                   ///< keys whose prefix was not followed, since there are too many
};

struct BigKeysOptions {
    std::size_t top = 10;
    char separator = ':';
    int depth = 2;  ///< words of a prefix
    std::vector<int> databases;
    Load load;
};

BigKeys find_big_keys(Facts const &facts, Connect const &connect, Clock const &clock, BigKeysOptions const &options,
                      std::function<void(std::int64_t keys)> const &progress);

}  // namespace omactl::keyspace
