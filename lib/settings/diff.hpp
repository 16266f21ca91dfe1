#pragma once

#include "lib/settings/change.hpp"
#include "lib/settings/defaults.hpp"
#include "lib/settings/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::settings {

/// How a live setting stands to what it is compared with: the snapshot, or the defaults when there is none.
enum class State {
    same,
    off_default,  ///< as in the snapshot, and not the default
    changed,
    missing,  ///< not live, but in the snapshot (or, with none, in the defaults)
    added,    ///< live, but not in the snapshot (or, with none, without a default)
    unset,    ///< neither live nor in the snapshot: its default applies
    expired,  ///< not live, and the snapshot's had an end that is past
    kind,     ///< a string on one side alone: can't be restored
    opaque,   ///< no string, as before: its content is not compared
};
std::string_view name_of(State state);  ///< one word, as in JSON: "off_default"
/// Is there anything to look at? (same, off_default, unset and opaque: no)
bool is_difference(State state);

struct Difference {
    std::string name;
    State state = State::same;
    std::optional<Setting> live, snapshot;
    std::optional<std::string> fallback;  ///< its default
    bool is_default = false;              ///< live and default are equal
};

/// What a comparison knows besides the live settings; nullptr: no such source.
struct Sources {
    std::vector<Setting> const *snapshot = nullptr;  ///< sorted by name
    Defaults const *defaults = nullptr;
};

/// One for each name that any of them knows, sorted by name. `live` is sorted by name. At least one source is given.
std::vector<Difference> compare(std::vector<Setting> const &live, Sources const &sources, Instant now);

struct RestoreChoice {
    enum class From { snapshot, defaults } from = From::snapshot;
    bool remove_added = false;  ///< also what the source doesn't know; otherwise that stays
};
/// What a restore of these would do.
std::vector<Change> restoring(std::vector<Difference> const &differences, RestoreChoice choice);

}  // namespace omactl::settings
