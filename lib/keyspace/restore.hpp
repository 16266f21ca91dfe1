#pragma once

#include "lib/keyspace/facts.hpp"
#include "lib/keyspace/pace.hpp"
#include "lib/keyspace/record.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace omactl::keyspace {

struct RestoreOptions {
    bool replace = false;   ///< of keys that are there
    std::string match;      ///< glob as Redis has it; empty: all
    std::optional<int> db;  ///< put all of them there
    std::optional<int> only_db;
    Exclude exclude;  ///< by the database that they come from
    bool functions = true;
    Load load;
};

struct RestoreProgress {
    std::int64_t keys = 0;
    std::uint64_t done = 0, total = 0;  ///< bytes of the file
};

/// A key that was not restored, and why.
struct NotRestored {
    int db = 0;
    std::string key, why;
};

struct RestoreResult {
    std::int64_t restored = 0;
    std::int64_t same = 0;              ///< were there with the same content: left alone
    std::int64_t expired = 0;           ///< their time was over before they came
    std::int64_t skipped = 0;           ///< not matched or excluded
    std::int64_t conflicts = 0;         ///< something else is there, and `replace` was not asked for
    std::int64_t refused = 0;           ///< the server took them for broken (a module is missing)
    std::vector<NotRestored> examples;  ///< the first hundred of the last two
    bool functions = false;             ///< restored, or there already
};

/// Throws when going on makes no sense: Fault::failed when the server is too old for the file (before anything
/// is written), partial with what was done when the server refuses in the middle (OOM, MISCONF, READONLY).
/// Repeating it is safe: what is there already with the same content counts as `same`.
RestoreResult restore(Source &source, Facts const &facts, Connect const &connect, Clock const &clock,
                      RestoreOptions const &options, std::function<void(RestoreProgress const &)> const &progress);

/// Does `text` match the glob, as KEYS and SCAN MATCH would say?
bool glob_match(std::string_view glob, std::string_view text);

}  // namespace omactl::keyspace
