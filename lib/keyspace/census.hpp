#pragma once

#include "lib/core/fingerprint.hpp"
#include "lib/keyspace/facts.hpp"
#include "lib/keyspace/pace.hpp"
#include "lib/keyspace/record.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::keyspace {

/// One key of a census. Its name stands in the census' text.
struct CensusKey {
    std::uint64_t name = 0;
    std::uint32_t name_size = 0;
    std::int32_t db = 0;
    Type type = Type::none;
    std::int64_t expiry = 0;  ///< absolute ms; 0: none
    omactl::Fingerprint digest;
};

/// All keys of a server, or every Nth by name, with a digest of each: what it held at one time.
struct Census {
    std::uint64_t seed = 0;  ///< of the digests; two are comparable when it is the same
    int one_in = 1;
    bool exact = true;  ///< expiries to the millisecond (PEXPIRETIME); else they are some ms off
    std::string run_id;
    std::map<int, std::array<std::int64_t, k_types>> counts;
    std::int64_t with_expiry = 0;
    std::int64_t unreadable = 0;  ///< kept from us by an ACL: nothing is known of them
    std::vector<CensusKey> keys;  ///< sorted by database and name
    std::string names;
    std::string_view name(CensusKey const &key) const
    {
        return std::string_view{names}.substr(key.name, key.name_size);
    }
    std::int64_t count() const { return static_cast<std::int64_t>(keys.size()); }
};

struct CensusOptions {
    std::optional<std::uint64_t> seed;  ///< that of an earlier one, to compare with it; else drawn
    int one_in = 1;                     ///< 1: all keys
    std::vector<int> databases;         ///< empty: all that have keys
    Exclude exclude;
    Load load;
    std::uint64_t big = 2 * 1024 * 1024;  ///< above it, elements are read in pieces
};

Census take_census(Facts const &facts, Connect const &connect, Clock const &clock, CensusOptions const &options,
                   std::function<void(std::int64_t keys)> const &progress);

/// To and from a file, with a checksum: the one before a restart may be compared by another process.
void write_census(std::string const &path, Census const &census);
Census read_census(std::string const &path);

struct Comparison {
    std::int64_t same = 0;
    std::int64_t lost = 0, changed = 0, added = 0;
    std::int64_t other_expiry = 0;      ///< among the changed: the content is the same, the expiry isn't
    std::int64_t expired = 0;           ///< in transit: their time was over at `now`
    std::vector<std::string> examples;  ///< the first hundred: "lost 3 resque:queue:x"
    bool good() const { return lost == 0 && changed == 0; }
};
/// Throws Fault::internal when their seeds or samples differ.
Comparison compare(Census const &before, Census const &after, Instant now);

}  // namespace omactl::keyspace
