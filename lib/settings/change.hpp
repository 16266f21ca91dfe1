#pragma once

#include "lib/redis/fenced.hpp"
#include "lib/settings/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::settings {

/// What a setting is, or is to be.
struct Value {
    std::string bytes;
    std::optional<Instant> expires = {};  ///< counts only where the setting is created; a change keeps the live expiry
    bool operator==(Value const &) const = default;
};

/// One setting from what the plan saw to what is wanted; nullopt: it is not set.
struct Change {
    std::string name;
    std::optional<Value> from, to;
    bool operator==(Change const &) const = default;
};

/// How many changes one script makes at most: a few milliseconds of the server's time.
constexpr std::size_t k_most_changes = 5'000;

/// The scripts' names, for dry runs.
extern redis::Script const k_set_fields, k_set_keys, k_note;

/// All changes in one script, or none: each setting must be what its change says it was. The operation's record
/// advances in the same step. Throws conflict naming the setting that has another value by now, failed when something
/// of another kind is in the way or the changes are too many; nothing was written then.
void change(redis::Fenced &guard, Store const &store, std::vector<Change> const &changes,
            redis::Mark const &mark = {"set", true});

/// Keeps a field in the operation's record, and changes nothing else.
void note(redis::Fenced &guard, std::string const &field, std::string const &value, redis::Mark const &mark);

/// What takes the changes back. A setting whose deletion is undone gets the expiry that it had.
std::vector<Change> inverse(std::vector<Change> const &changes);

/// The Redis commands of the changes, as the script sends them: "HSET settings limit 5".
std::vector<redis::Command> commands(Store const &store, std::vector<Change> const &changes);

/// Those changes whose setting is not (or no longer) as they leave it.
std::vector<Change> not_standing(std::vector<Change> const &changes, std::vector<Setting> const &live);

}  // namespace omactl::settings
