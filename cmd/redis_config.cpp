#include "cmd/redis_config.hpp"

#include "cmd/queue_target.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/info.hpp"
#include "lib/operation/holds.hpp"
#include "lib/operation/journal.hpp"
#include "lib/operation/noted.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

std::string_view const k_without_config =
    "a managed server's provider changes it (console, parameter group, a larger plan); on one of your own a user "
    "whose ACL allows +config";

namespace {

constexpr std::string_view k_config_undo = "redis.config-undo";

[[noreturn]] void throw_no_config(Session &session, std::string const &why)
{
    throw Error{Fault::denied, fmt::format("{} {}", ask_server(session.redis()).describe(), why),
                std::string(k_without_config)};
}

/// What a size or a number of bytes is to people.
std::string shown_value(std::string const &name, std::string const &value)
{
    if (name != "maxmemory") return printable(value);
    return value == "0" ? "no limit" : human_bytes(parse_size(value));
}

// A server that is built otherwise says so in its own words, which tell nobody what to do.
[[noreturn]] void explain(redis::Refused const &refused, ConfigChange const &change, Session &session)
{
    if (is_withheld(refused)) throw_no_config(session, "refuses CONFIG SET");
    if (change.name != "activedefrag" || refused.message().find("Jemalloc") == std::string::npos) throw;
    throw Error{Fault::failed,
                "this Redis was built without the jemalloc that can defragment while it runs, as Debian's is; it "
                "refuses activedefrag",
                "omactl redis relief --purge    (gives back what lies free in whole pages)\nwhat is left then only a "
                "restart gives back"};
}

void set_config(op::Run &run, ConfigChange const &change)
{
    auto &session = session_of(run.world);
    op::noted(run).about_to_write(fmt::format("CONFIG SET {} {}", change.name, change.to));
    try {
        send_twice(session.redis(), {"CONFIG", "SET", change.name, change.to});
    } catch (redis::Refused const &refused) {
        explain(refused, change, session);
    }
}

/// What a change and its undo have in common.
class OnConfig : public op::NotedOperation {
public:
    using NotedOperation::NotedOperation;

    void recheck_target(op::Plan const &plan, op::World &world) const override
    {
        recheck_server(plan, session_of(world));
    }
    op::Taken probe(std::string_view, op::Run &run) const override
    {
        auto const change = config_change_in(run.plan);
        return config_value(session_of(run.world), change.name) == change.to ? op::Taken::yes : op::Taken::no;
    }
};

class RedisConfig final : public OnConfig {
public:
    RedisConfig() noexcept : OnConfig(k_config_change, k_config_change_version) {}

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        recheck_target(plan, world);
        auto const change = config_change_in(plan);
        auto const now = config_value(session_of(world), change.name);
        if (now == change.from) return;
        throw Error{Fault::conflict,
                    fmt::format("{} is {} by now, not {} as when it was planned", change.name,
                                shown_value(change.name, now), shown_value(change.name, change.from)),
                    "plan again: the same command shows what it is"};
    }

    void apply(std::string_view, op::Run &run) const override { set_config(run, config_change_in(run.plan)); }

    op::Outcome verify(op::Run &run) const override
    {
        auto const change = config_change_in(run.plan);
        auto const now = config_value(session_of(run.world), change.name);
        op::Outcome outcome;
        outcome.sentence = fmt::format("{} is {} now; it was {}.", change.name, shown_value(change.name, now),
                                       shown_value(change.name, change.from));
        outcome.changes.push_back({{"parameter", change.name}, {"from", change.from}, {"to", now}});
        outcome.after = {{change.name, now}};
        if (now == change.to) return outcome;
        outcome.fault = Fault::unverified;
        outcome.trouble = fmt::format("{} is {} and not {}: somebody else sets it too", change.name,
                                      shown_value(change.name, now), shown_value(change.name, change.to));
        return outcome;
    }

    op::Plan plan_undo(op::Plan const &done, op::UndoOptions const &, op::World &world) const override;

    // The end is kept by `holds enforce`; nothing of it is in Redis.
    std::string extend(op::Run &run, Instant) const override
    {
        auto const change = config_change_in(run.plan);
        if (probe({}, run) == op::Taken::yes) return {};
        throw Error{Fault::conflict,
                    fmt::format("{} is not {} any more: Redis was restarted, or somebody has changed it", change.name,
                                shown_value(change.name, change.to)),
                    fmt::format("omactl holds release {}", run.world.journal().shortest(run.plan.id))};
    }
};

// More is used than the old limit allows: then every write is refused, or keys are evicted, as soon as it is back.
void refuse_full(ConfigChange const &back, Session &session)
{
    if (back.name != "maxmemory" || back.to == "0") return;
    auto const used = keyspace::Info::ask(session.redis(), "memory").size("used_memory");
    if (used <= parse_size(back.to)) return;
    throw Error{Fault::declined,
                fmt::format("{} are used, more than the old limit of {}: writes would be refused, or keys evicted",
                            human_bytes(used), shown_value(back.name, back.to)),
                "omactl redis relief    (what else would free some of it)"};
}

op::Plan RedisConfig::plan_undo(op::Plan const &done, op::UndoOptions const &, op::World &world) const
{
    auto &session = session_of(world);
    auto const change = config_change_in(done);
    auto const now = config_value(session, change.name);
    ConfigChange const back{change.name, now, now == change.to ? change.from : now};
    refuse_full(back, session);
    auto plan = op::begin_plan(world, k_config_undo, 1, done.target);
    plan.undoes = done.id;
    plan_config(plan, back, session);
    plan.detail["wanted"] = change.from;
    plan.lines = {{change.name, now == back.to ? fmt::format("is {} already", shown_value(change.name, now))
                                               : fmt::format("{} → {}", shown_value(change.name, now),
                                                             shown_value(change.name, back.to))}};
    if (now == back.to) plan.wire.clear();
    plan.question = fmt::format("Put {} back in {}?", change.name, plan.env);
    return plan;
}

class RedisConfigUndo final : public OnConfig {
public:
    RedisConfigUndo() noexcept : OnConfig(k_config_undo, 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override { recheck_target(plan, world); }

    void apply(std::string_view, op::Run &run) const override
    {
        auto const change = config_change_in(run.plan);
        if (config_value(session_of(run.world), change.name) == change.from && change.from != change.to)
            set_config(run, change);
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const change = config_change_in(run.plan);
        auto const wanted = run.plan.detail.at("wanted").get<std::string>();
        auto const now = config_value(session_of(run.world), change.name);
        op::Outcome outcome;
        outcome.sentence = fmt::format("{} is {}.", change.name, shown_value(change.name, now));
        outcome.changes.push_back({{"parameter", change.name}, {"from", change.from}, {"to", now}});
        outcome.after = {{change.name, now}};
        if (now == wanted) return outcome;
        outcome.fault = Fault::partial;
        outcome.trouble = fmt::format("{} was {}, and is left alone: somebody else has set it since", change.name,
                                      shown_value(change.name, wanted));
        return outcome;
    }
};

RedisConfig const g_change;
RedisConfigUndo const g_undo;

}  // namespace

std::string config_value(Session &session, std::string_view name)
{
    try {
        auto const reply = session.redis().call({"CONFIG", "GET", name});
        if (reply.size() == 2) return std::string(reply[1].text());
    } catch (redis::Refused const &refused) {
        if (!is_withheld(refused)) throw;
        throw_no_config(session, "refuses CONFIG GET");
    }
    throw Error{Fault::failed, fmt::format("{} knows no {}", ask_server(session.redis()).describe(), name),
                "it is too old for it, or another kind of server"};
}

bool is_withheld(redis::Refused const &refused)
{
    return refused.code() == "NOPERM" || refused.message().find("unknown command") != std::string::npos ||
           refused.message().find("unknown subcommand") != std::string::npos;
}

std::string why_no_config(Session &session)
{
    keyspace::Facts facts;
    keyspace::ask_permissions(session.redis(), facts);
    return facts.config_set == keyspace::May::no ? "refuses CONFIG SET" : "";
}

ConfigChange config_change_in(op::Plan const &plan)
{
    return {plan.detail.at("parameter"), plan.detail.at("from"), plan.detail.at("to")};
}

void freeze_redis(op::Plan &plan, Session &session)
{
    auto const server = ask_server(session.redis());
    auto const &service = *session.environment().redis;
    need_pinned("Redis", "run id", service.run_id, server.run_id);
    need_pinned("Redis", "role", service.role, server.role);
    plan.service = server.describe();
    plan.detail["run_id"] = server.run_id;
}

void plan_config(op::Plan &plan, ConfigChange const &change, Session &session)
{
    if (auto const why = why_no_config(session); !why.empty()) throw_no_config(session, why);
    plan.count = 1;
    plan.steps = {"set"};
    plan.detail = {{"parameter", change.name}, {"from", change.from}, {"to", change.to}};
    freeze_redis(plan, session);
    plan.before = {{change.name, change.from}};
    plan.wire = {redis::Command{"CONFIG", "SET", change.name, change.to}.shown()};
}

void send_twice(redis::Connection &redis, redis::Command const &command)
{
    try {
        redis.call(command);
    } catch (redis::Lost const &) {
        redis.call(command);
    }
}

}  // namespace omactl::cmd
