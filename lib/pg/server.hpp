#pragma once

#include "lib/core/time.hpp"
#include "lib/postgres/connection.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace omactl::pg {

/// What every other question needs to know of the server first. PostgreSQL 11 to 17.
struct Server {
    std::int32_t version = 0;       ///< server_version_num: 150018 for 15.18
    std::string version_text;       ///< "15.18 (Debian …)"
    std::string system_identifier;  ///< pg_control_system(); "" when that is denied
    std::string database, user;     ///< user: whose rights count (current_user)
    bool in_recovery = false;       ///< a standby
    Millis up{0};                   ///< since the postmaster started
    std::string started;            ///< the same as "2026-11-23T03:12:07.123456Z"
    bool is_superuser = false;
    bool can_signal = false;  ///< may signal others' backends, except superusers' (pg_signal_backend)
    bool sees_all = false;    ///< sees others' texts and states (superuser, pg_read_all_stats, pg_monitor)
    std::int64_t max_connections = 0;
    std::int64_t reserved = 0;       ///< superuser_reserved_connections, from 16 with reserved_connections
    std::int64_t query_size = 1024;  ///< track_activity_query_size: longer texts are cut by the server
    std::int64_t work_mem = 0;       ///< bytes, of this session: others may have set their own
    /// The pid that the login was told is not the pid that answers: something in between hands out
    /// server connections (pgbouncer invents its own key data). It can't be seen when a pooler passes the
    /// server's key data through, nor with a plain TCP proxy, where pids are right but client addresses
    /// are the proxy's. Behind one, locks of the session and `set` may meet another backend each time, and
    /// pids in pg_stat_activity are those between pooler and server: the client behind each may change.
    bool pooled = false;

    bool at_least(int major) const { return version >= major * 10'000; }
};

/// One statement; a second only when pg_control_system() is denied. Connects when needed.
/// Throws what Connection::ask throws; failed when the server is older than 11.
Server ask_server(postgres::Connection &connection);

/// "1kB", "100B", "4MB" as settings of the server are shown, in bytes; 0 when it isn't one.
std::int64_t setting_bytes(std::string_view text);

}  // namespace omactl::pg
