#pragma once

#include "lib/core/fingerprint.hpp"
#include "lib/keyspace/record.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::keyspace {

// What a key holds, in 128 bits that don't depend on how it is stored or in which order a set gives its members.
// Not of its expiry. Two DUMPs of equal keys differ; these don't.

/// Appends the one command that reads a key whole.
void ask_digest(std::string_view key, Type type, std::vector<redis::Command> &commands);
/// Of that command's answer. nullopt: the key is gone.
std::optional<Fingerprint> digest_of(Type type, redis::Reply::View const &answer, Fingerprinter const &hash);
/// The same digest, read in pieces, so that memory stays flat. nullopt: it is gone. Throws Fault::conflict when it
/// was written to each time that it was read.
std::optional<Fingerprint> digest_in_pieces(redis::Connection &redis, std::string_view key, Type type,
                                            std::uint64_t memory, Fingerprinter const &hash);

/// The sum of fingerprints: what there is and how many times, in whatever order it came.
class DigestSum {
public:
    void add(Fingerprint const &print);
    Fingerprint value() const { return m_sum; }
    std::uint64_t count() const { return m_count; }

private:
    Fingerprint m_sum;
    std::uint64_t m_count = 0;
};

/// Fingerprints in their order.
class DigestChain {
public:
    explicit DigestChain(Fingerprinter const &hash) : m_hash(hash) {}
    void add(Fingerprint const &print);
    Fingerprint value() const { return m_chain; }
    std::uint64_t count() const { return m_count; }

private:
    Fingerprinter const &m_hash;
    Fingerprint m_chain;
    std::uint64_t m_count = 0;
};

/// Of elements one by one; which kind of digest a type has is decided here alone.
class KeyDigest {
public:
    KeyDigest(Type type, Fingerprinter const &hash) : m_type(type), m_hash(hash), m_chain(hash) {}
    /// As EachElement gives them. Bytes of a string may come in pieces of any size.
    void add(std::string_view a, std::string_view b);
    Fingerprint of(std::string_view a, std::string_view b) const;  ///< one element alone
    Fingerprint value();
    std::uint64_t count() const { return m_sum.count() + m_chain.count(); }

private:
    void add_bytes(std::string_view bytes);
    Type m_type;
    Fingerprinter const &m_hash;
    DigestSum m_sum;
    DigestChain m_chain;
    std::string m_bytes;
};

}  // namespace omactl::keyspace
