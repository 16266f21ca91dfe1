#pragma once

#include "lib/core/time.hpp"
#include "lib/pg/server.hpp"
#include "lib/postgres/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omactl::pg {

/// Another server that follows this one. (pg_stat_replication)
struct Follower {
    std::string name, state, client;  ///< application_name, "streaming", address
    std::optional<Millis> lag;        ///< replay_lag; nullopt: unknown, or idle since long
    std::optional<std::int64_t> behind_bytes;
};

/// Who keeps vacuum from removing dead rows.
struct XminHolder {
    std::string kind;      ///< "backend", "replication slot", "prepared transaction"; "" none
    std::string name;      ///< pid, slot's name, gid
    std::int64_t age = 0;  ///< transactions
};

/// What `status` shows of a server, in one statement; a second one for followers of a primary.
struct Health {
    std::int64_t connections = 0;  ///< client backends, all databases
    std::int64_t max_connections = 0, reserved = 0;
    std::int64_t active = 0, idle_in_transaction = 0, blocked = 0, hidden = 0;  ///< hidden: state unknown
    std::optional<Millis> longest_transaction, longest_idle_in_transaction;     ///< nullopt: none seen
    std::int64_t longest_transaction_pid = 0;
    std::int64_t prepared = 0;
    std::optional<Millis> oldest_prepared;
    bool in_recovery = false;
    std::optional<Millis> replay_behind;  ///< a standby: since its last replayed commit; 0 when all is replayed
    std::vector<Follower> followers;      ///< a primary's
    std::int64_t wraparound_age = 0;      ///< max age(datfrozenxid)
    std::string wraparound_database;
    XminHolder xmin;

    double used() const;        ///< of the connections that ordinary users can have, 0 to 1
    double wraparound() const;  ///< of 2^31: where the server stops taking writes, 0 to 1
};
Health ask_health(postgres::Connection &connection, Server const &server);

}  // namespace omactl::pg
