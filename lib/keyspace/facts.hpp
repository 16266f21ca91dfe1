#pragma once

#include "lib/redis/connection.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace omactl::keyspace {

/// One database that has keys, as INFO keyspace says.
struct Database {
    int number = 0;
    std::int64_t keys = 0;
    std::int64_t with_expiry = 0;
};

/// May this connection's user do it? Found out without doing it.
enum class May {
    yes,
    no,       ///< unknown command, renamed, or the ACL says no
    unclear,  ///< the command exists; whether this user may could not be asked
};

/// What a plan needs to know of a server. Everything is read; what could not be read stays at its default.
struct Facts {
    std::string version;  ///< "7.0.15"
    std::string name;     ///< "redis", "valkey", …
    int rdb_version = 0;  ///< of its DUMP payloads; 0: could not be told
    std::string run_id;
    std::int64_t uptime = 0;  ///< seconds
    std::string role;         ///< "master", "slave"
    int replicas = 0;
    bool cluster = false;
    bool loading = false;
    std::vector<std::string> modules;
    std::vector<Database> databases;

    std::uint64_t used_memory = 0, rss = 0;
    std::uint64_t maxmemory = 0;    ///< 0: no limit
    std::string policy;             ///< maxmemory-policy
    std::uint64_t host_memory = 0;  ///< of the whole host; what of it is free no Redis says
    bool aof = false;
    std::string dir, dbfilename;  ///< "" when CONFIG GET is refused
    std::uint64_t max_bulk = 0;   ///< proto-max-bulk-len; 0: not readable, 512 MiB is usual
    std::int64_t changes_since_save = 0;

    May bgsave = May::unclear, config_get = May::unclear, config_set = May::unclear, psync = May::unclear,
        debug = May::unclear, memory_usage = May::unclear, function_dump = May::unclear, restore = May::unclear,
        shutdown = May::unclear;
    bool has_expiretime = false;  ///< PEXPIRETIME, since 7.0

    std::int64_t keys() const;
    bool at_least(int major, int minor) const;
};

Facts ask_facts(redis::Connection &redis);

/// Those, or when there are none all that have keys, by number.
std::vector<int> chosen_databases(Facts const &facts, std::vector<int> wanted);

/// What a fork (BGSAVE, PSYNC) may cost in memory. While it runs, every page that is written to is
/// copied: nothing on an idle server, at worst all of it.
struct ForkEstimate {
    std::uint64_t least = 0;   ///< page tables: 8 bytes for each 4 KiB
    std::uint64_t most = 0;    ///< and every page copied
    bool may_not_fit = false;  ///< rss + most is more than the host has at all
    std::string words;         ///< one sentence, with what is not known
};
ForkEstimate estimate_fork(Facts const &facts);

}  // namespace omactl::keyspace
