#pragma once

#include "lib/settings/uses.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace omactl::settings {

struct ScanOptions {
    CallNames names = {};
    bool everything = false;                     ///< also vendor/, node_modules, .git, tmp …
    std::uint64_t most_bytes = 4 * 1024 * 1024;  ///< of a file; larger ones are named, not read
};

/// What was not read, and why.
struct Unread {
    std::string path, why;
};

struct Scan {
    std::vector<Use> uses;  ///< by file and line
    std::vector<Unread> unread;
    std::size_t files = 0;  ///< that were read
};

/// Looks through a folder (*.rb, *.rake, *.erb, *.ru, Rakefile, scripts with a Ruby first line in bin/ and script/), or
/// at one file whatever its name. Follows links, each folder once. Paths are given as seen from `path`. Throws
/// not_found when there is nothing at `path`; what can't be read inside is in `unread`.
Scan scan(std::string const &path, ScanOptions const &options);

/// Is something so? `maybe`: a call whose name is only known when it runs could be it.
enum class Sure { no, maybe, yes };

/// All that is known of one setting.
struct Key {
    std::string name;
    std::vector<Use> reads, sets;
    Sure read = Sure::no, set = Sure::no;
    std::vector<std::string> defaults;  ///< the different default expressions of its reads, in the order met
    bool missing = false;               ///< not among the live names
    bool only_live = false;             ///< live, but in no call
};

/// One for each literal name in a call and each live one, sorted by name; `live` may be nullptr (unknown).
std::vector<Key> by_key(std::vector<Use> const &uses, std::set<std::string, std::less<>> const *live = nullptr);

}  // namespace omactl::settings
