#pragma once

#include "cmd/redis_target.hpp"
#include "lib/keyspace/census.hpp"
#include "lib/keyspace/facts.hpp"
#include "lib/keyspace/info.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

constexpr std::string_view k_dump_restore = "redis.dump-restore";
constexpr int k_dump_restore_version = 1;

/// The server before its restart.
struct RestartLook {
    Server server;
    keyspace::Info info;
    keyspace::Facts facts;
};
RestartLook look_before_restart(Session &session);

/// Throws what speaks against a restart; `with_replicas`: that others follow this server does not.
void need_restartable(RestartLook const &look, bool with_replicas, Session &session);
/// "not known" lines of a plan: what could not be made sure of. Throws failed where it would come up with other data.
void add_doubts(op::Plan &plan, RestartLook const &look, Session &session);

/// How it is restarted by what the configuration names.
struct RestartWay {
    bool shutdown = false;                           ///< by SHUTDOWN, then the commands
    std::vector<std::vector<std::string>> commands;  ///< argv, one after the other
    std::vector<std::string> shown() const;
    cli::Json to_json() const;
    static RestartWay of(config::Control const &control);  ///< throws usage when it names nothing
    static RestartWay from(op::Plan const &plan);
};
/// Restarts it. Throws failed when that was refused and unknown when it can't be told.
void restart_redis(RestartWay const &way, op::Run &run);
/// To be called all the time while the server is away: as soon as another one than before answers, it is told to
/// hold back writes. Never throws.
void hold_writes_when_back(op::Run &run);

/// What was found out before the restart, as it travels in the journal.
struct Kept {
    std::int64_t keys = 0, counted = 0, in_dump = 0;
    bool fenced = false, rdb = false, saved = false;
    std::optional<std::int64_t> writes;  ///< of others, since the keys were counted; nullopt: not known
};
/// Counts, dumps and saves; nothing is restarted on the strength of less.
void keep_redis(op::Run &run);
std::optional<Kept> kept_before(op::Run &run);
/// Is what keep_redis() found still so? Throws conflict when others have written though they were held back.
void need_still(op::Run &run);

std::string census_file(op::Plan const &plan);

/// Counts again and remembers what differs.
void compare_redis(op::Run &run);
/// The result of it, from the journal. nullopt: it was not counted again yet.
std::optional<cli::Json> compared(op::Run &run);
/// Is nothing missing, and all that differs may have been written by others?
bool is_good(cli::Json const &result);
op::Outcome outcome_of(op::Run &run);

}  // namespace omactl::cmd
