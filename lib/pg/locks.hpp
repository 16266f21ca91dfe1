#pragma once

#include "lib/core/time.hpp"
#include "lib/pg/server.hpp"
#include "lib/postgres/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omactl::pg {

/// A row of pg_locks that matters: one that is waited for, or stands in the way of one that is.
struct Lock {
    std::int64_t pid = 0;  ///< 0: a prepared transaction's
    std::string gid;       ///< of that transaction
    bool granted = false;
    std::string type;    ///< locktype: relation, transactionid, tuple, advisory …
    std::string mode;    ///< "AccessExclusiveLock"
    std::string target;  ///< the same text for the same thing: who shares it competes
    /// For people: "sites", "billing.invoices", "table 16402 of another database", "advisory lock 42",
    /// "advisory lock (7, 9)", "its transaction", "a row of sites".
    std::string object;
    std::string relation;                  ///< table or index when known ("sites"), also of a wait for a row; else ""
    std::optional<Millis> waiting;         ///< since when (pg_locks.waitstart, 14+); nullopt: unknown
    std::vector<std::int64_t> blocked_by;  ///< pg_blocking_pids of a waiting one, duplicates removed
};

/// A transaction that was prepared for two-phase commit and never finished. (pg_prepared_xacts)
struct Prepared {
    std::string gid, owner, database;
    std::string prepared;  ///< moment, as in Backend
    Millis age{0};
    std::int64_t xid_age = 0;
};

struct LockFacts {
    std::vector<Lock> waits;  ///< not granted
    std::vector<Lock> held;   ///< granted: those that share a target with a wait, and all advisory ones
    std::vector<Prepared> prepared;
};

/// One statement over pg_locks, pg_prepared_xacts, pg_blocking_pids (for waiting pids alone) and
/// pg_class by oid: it locks no user table. Names are known for the connected database only.
LockFacts ask_locks(postgres::Connection &connection, Server const &server);
std::string locks_sql(Server const &server);

/// A wait for a row is a wait for the transaction of its last writer; which table it is stands in the tuple
/// lock that the waiting one holds meanwhile. Puts it into `object` and `relation`. Pure; ask_locks has done it.
void name_rows_waited_for(LockFacts &facts);

/// All locks that these hold or wait for, their own virtualxid left out: for the record before a kill.
/// blocked_by stays empty.
std::vector<Lock> ask_locks_of(postgres::Connection &connection, Server const &server,
                               std::vector<std::int64_t> const &pids);

/// "advisory lock 42" (one bigint: objsubid 1) or "advisory lock (7, 9)" (two integers: 2).
std::string advisory_name(std::uint32_t classid, std::uint32_t objid, int objsubid);

}  // namespace omactl::pg
