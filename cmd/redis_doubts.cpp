#include "cmd/queue_target.hpp"
#include "cmd/redis_config_file.hpp"
#include "cmd/redis_dump_restore.hpp"
#include "cmd/redis_health.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/show.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr char k_override[] = "--with-replicas restarts it all the same";

// Who comes up without its data passes that on to all who follow it.
void need_no_replicas(RestartLook const &look, redis::Connection &redis)
{
    auto const replicas = replicas_in(look.info);
    if (replicas.empty()) return;
    throw Error{Fault::declined,
                fmt::format("{} follow{} it ({}{}): a failover interrupts less, and what it came up without they "
                            "would lose too",
                            counted(std::ssize(replicas), "replica"), replicas.size() == 1 ? "s" : "",
                            printable(replicas.front().address), replicas.size() == 1 ? "" : ", …"),
                fmt::format("{} FAILOVER    (then restart this one, a replica by then)\n{}",
                            redis::redis_cli(redis.address()), k_override)};
}

// Each sentinel listens to what the others say by its masters.
void need_no_sentinel(redis::Connection &redis)
try {
    auto const answer = redis.call({"PUBSUB", "NUMSUB", "__sentinel__:hello"});
    auto const sentinels = answer.size() < 2 ? 0 : answer[1].integer();
    if (sentinels == 0) return;
    throw Error{Fault::declined,
                fmt::format("{} {} over it, and would take a restart for its end", counted(sentinels, "Sentinel"),
                            either(sentinels, "watches", "watch")),
                fmt::format("redis-cli -p 26379 SENTINEL FAILOVER NAME    (then restart this one)\n{}", k_override)};
} catch (redis::Refused const &) {
    // Who may not ask is not told.
}

// Each command afterwards would take it for another server.
void need_no_pin(config::RedisService const &service)
{
    if (!service.run_id) return;
    throw Error{Fault::declined, "the configuration pins its run_id, and a restart gives it another one",
                "role = \"master\" in place of run_id: omactl config path"};
}

void need_good_aof(keyspace::Info const &info)
{
    if (info.number("aof_enabled") != 1 || info.text("aof_last_write_status") == "ok") return;
    throw Error{Fault::failed, "its AOF can't be written: what it would load is older than what it holds",
                "make room on its disk, and look: omactl redis status"};
}

void need_nobody_midway(Session &session)
{
    auto const held = holdings(session.redis(), session.queue_layout());
    if (held.empty()) return;
    throw Error{Fault::conflict,
                fmt::format("{} ({}) is not finished", held.front().id, printable(held.front().command)),
                op::ways_on({}, held.front().id)};
}

}  // namespace

RestartLook look_before_restart(Session &session)
{
    auto &redis = session.redis();
    auto info = keyspace::Info::ask(redis);
    if (is_loading(info))
        throw Error{Fault::unreachable, fmt::format("redis {}: {}", redis.address().describe(), loading_text(info)),
                    "omactl redis status --ping    (until it says yes; a restart would begin that anew)"};
    return {ask_server(redis), std::move(info), keyspace::ask_facts(redis)};
}

void need_restartable(RestartLook const &look, bool with_replicas, Session &session)
{
    auto &redis = session.redis();
    if (look.facts.cluster)
        throw Error{Fault::failed, "this is a Redis Cluster, whose keys are on several servers: not supported",
                    "fail over and restart one node after the other: redis-cli CLUSTER FAILOVER"};
    need_master(look.server, *session.environment().redis);
    need_no_pin(*session.environment().redis);
    if (!with_replicas) {
        need_no_replicas(look, redis);
        need_no_sentinel(redis);
    }
    need_good_aof(look.info);
    need_nobody_midway(session);
    if (look.facts.bgsave == keyspace::May::no && !look.facts.aof)
        throw Error{Fault::failed, "it refuses BGSAVE and writes no AOF: what it would come up with is not known",
                    "omactl redis dump FILE, restart it by hand, then omactl redis restore FILE"};
}

void add_doubts(op::Plan &plan, RestartLook const &look, Session &session)
{
    auto const file = look_at_config_file(session.redis(), look.info);
    if (!file.differs.empty())
        throw Error{Fault::failed, fmt::format("it would come up with other data: {}", file.differs.front()),
                    redis::redis_cli(session.redis().address()) +
                        " CONFIG REWRITE    (its file then says what it runs with)"};
    if (!file.not_known.empty())
        plan.lines.emplace_back("not known",
                                fmt::format("whether it comes up with the same dir and AOF: {}", file.not_known));
}

}  // namespace omactl::cmd
