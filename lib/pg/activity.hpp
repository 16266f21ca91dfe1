#pragma once

#include "lib/core/time.hpp"
#include "lib/pg/server.hpp"
#include "lib/postgres/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::pg {

/// A row of pg_stat_activity. Texts are the server's bytes: `printable` before a terminal sees them.
/// Moments are UTC with all six digits ("2026-11-23T03:12:07.123456Z", which PostgreSQL reads back
/// exactly whatever DateStyle is); ages are by the server's clock. "" and nullopt: NULL there.
/// (https://www.postgresql.org/docs/15/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW)
struct Backend {
    std::int64_t pid = 0;
    std::string backend_start, xact_start, query_start, state_change;
    std::string state;         ///< "active", "idle in transaction" …; "" for auxiliary processes and when hidden
    std::string backend_type;  ///< "client backend", "walsender" …; "" when hidden
    std::string wait_type, wait_event;
    std::string user, database, application;
    std::string client;           ///< address, or host name where the server has it; "" for a socket
    std::string query;            ///< the last one when not active
    bool truncated = false;       ///< the text may have lost its end (track_activity_query_size)
    bool hidden = false;          ///< <insufficient privilege>: everything but pid, user, database is unknown
    bool own = false;             ///< the connection that asks
    std::int64_t leader_pid = 0;  ///< of a parallel worker (13+); 0: none
    std::string query_id;         ///< 14+ with compute_query_id; else ""
    std::optional<Millis> backend_age, xact_age, query_age, state_age;
    std::int64_t xmin_age = 0;             ///< transactions that vacuum must keep for it; 0: none
    std::vector<std::int64_t> blocked_by;  ///< pg_blocking_pids; 0 is a prepared transaction

    bool is_client() const { return backend_type == "client backend"; }
    bool is_active() const { return state == "active" || state == "fastpath function call"; }
    bool idle_in_transaction() const { return state.starts_with("idle in transaction"); }
    bool is_idle() const { return state == "idle"; }

    /// How long it has been at what makes it a nuisance: an idle transaction since xact_start (it holds
    /// its locks since then), an active query since query_start, an idle one since state_change.
    /// nullopt: unknown (hidden).
    std::optional<Millis> age() const;
    /// The moment that tells what it does now from what it does next: xact_start of an idle transaction
    /// (statements within it don't make it another one), query_start of everything else.
    std::string const &doing_since() const;
    /// "4711:x7Kq2": pid and five base62 characters of a hash over pid, backend_start, kind of state and
    /// doing_since(). Goes stale when the backend begins another query (idle in transaction: another
    /// transaction), ends what it runs, or is another one with the same pid; never by time passing.
    /// A hidden one has none: "4711:?".
    std::string token() const;
};

/// "4711:x7Kq2" → what was named; a bare pid has an empty hash. Throws Fault::usage.
struct TokenText {
    std::int64_t pid = 0;
    std::string hash;
};
TokenText parse_token(std::string_view text);

/// What a pasted token means now. `stale`: the pid is there and does something else.
struct Named {
    enum Is { found, stale, gone } is = gone;
    Backend const *backend = nullptr;  ///< into the vector that was searched; also when stale
};
Named find_token(std::vector<Backend> const &backends, std::string_view token);

/// All backends of the server (all databases), in one statement, oldest pid first. pg_blocking_pids is
/// called only for those that wait for a lock. Filters are pure code: rules.hpp.
std::vector<Backend> activity(postgres::Connection &connection, Server const &server);
/// Its text, for printing and for tests of each version.
std::string activity_sql(Server const &server);

}  // namespace omactl::pg
