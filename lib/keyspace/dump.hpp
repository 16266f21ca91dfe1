#pragma once

#include "lib/keyspace/dump_file.hpp"
#include "lib/keyspace/facts.hpp"
#include "lib/keyspace/pace.hpp"
#include "lib/keyspace/record.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace omactl::keyspace {

struct DumpOptions {
    std::vector<int> databases;  ///< empty: all that have keys
    std::string match;           ///< only keys of this glob, as SCAN has it; "" all
    Exclude exclude;
    Load load;
    /// Keys with more than this are read in pieces, as a DUMP of one stops the server for as long as it takes.
    std::uint64_t big = 2 * 1024 * 1024;
    /// What can't be read in pieces (modules, hashes whose fields may expire) is refused above this.
    std::uint64_t most = 256 * 1024 * 1024;
    bool recency = false;  ///< also FREQ or IDLETIME of each key
    bool functions = true;
    bool resume = true;  ///< go on with PATH.part of the same server
};

struct DumpProgress {
    std::int64_t keys = 0, expected = 0;
    std::uint64_t bytes = 0;  ///< written to the file
};

/// A key that the dump does not hold, and why.
struct LeftOut {
    int db = 0;
    std::string key, why;
};

struct DumpResult {
    Tally tally;
    std::int64_t gone = 0;          ///< listed by SCAN, expired or deleted before they could be read
    std::int64_t excluded = 0;      ///< by the predicate
    std::int64_t repeated = 0;      ///< given by SCAN a second time
    std::int64_t resumed = 0;       ///< keys that were in the file already
    std::vector<LeftOut> left_out;  ///< not empty: say so, and don't call the dump whole
    std::uint64_t bytes = 0;
};

/// Writes all keys into PATH, key by key. Needs only SCAN, DUMP, TTLs, and the commands that read elements. Not a
/// point in time: what is written meanwhile is in it or not. `progress` may throw to stop; PATH.part then
/// stays and the next call goes on.
DumpResult dump(std::string const &path, Facts const &facts, Connect const &connect, Clock const &clock,
                DumpOptions const &options, std::function<void(DumpProgress const &)> const &progress);

}  // namespace omactl::keyspace
