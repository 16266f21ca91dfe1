#pragma once

#include "lib/core/time.hpp"
#include "lib/pg/activity.hpp"
#include "lib/pg/pattern.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::pg {

/// Which backends are meant. All that are given must hold (AND).
struct Rules {
    std::optional<Millis> older_than;  ///< Backend::age()
    std::optional<Pattern> match;      ///< somewhere in the query's text
    std::string user, application;     ///< exact; application also as a prefix with '*' ("puma*")
    std::string state;                 ///< "active", "idle", "idle in transaction" (with "(aborted)")
    bool blocking = false;             ///< somebody waits for it, directly or not

    bool everything() const;
    std::string describe() const;  ///< "older than 5 min, user app, blocking"; "all" without any
};

/// `yes`, `no`, or `unknown`: the row is hidden and a rule needs what is hidden. Unknown is never a victim.
enum class Match { no, yes, unknown };
/// `blockers`: from blockers_of; needed by the rule `blocking` alone.
Match matches(Backend const &backend, Rules const &rules, std::vector<std::int64_t> const &blockers = {});

/// The pids that somebody waits for, sorted.
std::vector<std::int64_t> blockers_of(std::vector<Backend> const &backends);

/// Who is not touched, whatever the rules say, until it was named on purpose. All others of the never-kill set
/// have no override.
struct Spare {
    bool idle = true;     ///< connections without a transaction: there is nothing to free but their slot
    bool backups = true;  ///< pg_dump, pg_basebackup, pgBackRest, WAL-G …: false when they were named on purpose
};

/// Why this one may not be signalled, in words, or "" when it may: "walsender", "autovacuum to prevent
/// wraparound", "pg_dump: a backup", "omactl's own", "hidden: not permitted to see it", "parallel worker: act on its
/// leader 4711", "checkpointer: not a client", "idle: nothing to end".
std::string why_spared(Backend const &backend, Spare const &spare = {});
/// The same set as a condition over pg_stat_get_activity under the alias `a`, as it stands in the statement that kills.
std::string never_kill_sql(Spare const &spare);

}  // namespace omactl::pg
