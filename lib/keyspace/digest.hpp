#pragma once

#include "lib/core/fingerprint.hpp"
#include "lib/keyspace/record.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::keyspace {

/// The sum of fingerprints: what they are and how many of each, in whatever order they came.
class DigestSum {
public:
    void add(omactl::Fingerprint const &print);
    omactl::Fingerprint value() const { return {m_high, m_low}; }

private:
    std::uint64_t m_high = 0, m_low = 0;
};

/// What a key holds, in 128 bits that don't depend on how it is stored or in which order a set gives its members.
/// The expiry is not in it. Reads in pieces: memory stays flat. nullopt: it is gone.
std::optional<omactl::Fingerprint> digest_key(redis::Connection &redis, std::string_view key, Type type,
                                              Fingerprinter const &hash);

}  // namespace omactl::keyspace
