#pragma once

#include "lib/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::settings {

/// Where an application keeps its settings: fields of one Redis hash, Redis strings whose names begin alike, or the
/// rows of an SQL table.
struct Store {
    enum class Kind { hash, prefix, sql } kind = Kind::hash;
    std::string name;  ///< the hash's key, the prefix, or the table

    /// "redis-hash:KEY", "redis-prefix:PREFIX", "sql:TABLE". Throws Fault::usage with the nearest right form.
    static Store parse(std::string_view text);
    std::string describe() const;  ///< as it is parsed
    /// The Redis key that holds a setting. Not for an SQL table.
    std::string key_of(std::string_view setting) const;
};

/// One setting as it stands. Name and value are bytes. Of a key under the prefix that is no string only its kind is
/// known ("list", "hash", …): its value is none of ours.
struct Setting {
    std::string name, value;
    std::string kind = "string";  ///< Redis' word; of a hash's field "string" too
    std::optional<Instant> expires = {};

    bool is_plain() const { return kind == "string"; }
    bool operator==(Setting const &) const = default;
};

/// Do they say the same? Expiry counts only as having one: the moment moves whenever it is set anew.
bool alike(Setting const &a, Setting const &b);

/// The setting of that name among `settings`, which are sorted by name; nullptr: there is none.
Setting const *find(std::vector<Setting> const &settings, std::string_view name);

}  // namespace omactl::settings
