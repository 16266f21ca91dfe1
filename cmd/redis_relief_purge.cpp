#include "cmd/queue_target.hpp"
#include "cmd/redis_config.hpp"
#include "cmd/redis_relief.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/noted.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr Millis k_measured_every{250};  // the server looks at its own RSS ten times a second

std::uint64_t rss_now(Session &session)
{
    return keyspace::Info::ask(session.redis(), "memory").size("used_memory_rss");
}

void purge(Session &session)
{
    try {
        send_twice(session.redis(), {"MEMORY", "PURGE"});
    } catch (redis::Refused const &refused) {
        if (!is_withheld(refused)) throw;
        throw Error{
            Fault::denied,
            fmt::format("{} refuses MEMORY PURGE, as managed servers may", ask_server(session.redis()).describe()),
            "on a server of your own: a user whose ACL allows +memory"};
    }
}

/// Asks the allocator to give back its free pages. Nothing of the data is concerned, and it may be repeated.
class RedisPurge final : public op::NotedOperation {
public:
    RedisPurge() noexcept : NotedOperation("redis.purge", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override { recheck_target(plan, world); }
    void recheck_target(op::Plan const &plan, op::World &world) const override
    {
        recheck_server(plan, session_of(world));
    }
    void apply(std::string_view, op::Run &run) const override
    {
        op::noted(run).about_to_write("MEMORY PURGE");
        purge(session_of(run.world));
        op::noted(run).remember({{"purged", "1"}});
    }
    op::Taken probe(std::string_view, op::Run &run) const override
    {
        auto const record = run.guard.record();
        return record && record->field("purged") == "1" ? op::Taken::yes : op::Taken::no;
    }
    op::Outcome verify(op::Run &run) const override
    {
        run.world.context().clock.sleep(k_measured_every);
        auto const before = run.plan.before.at("rss_bytes").get<std::uint64_t>();
        auto const now = rss_now(session_of(run.world));
        op::Outcome outcome;
        outcome.sentence = fmt::format("The allocator has given back what it could: RSS {}, before {}.",
                                       human_bytes(now), human_bytes(before));
        outcome.changes.push_back({{"rss_before_bytes", before}, {"rss_bytes", now}});
        outcome.after = {{"rss_bytes", now}};
        return outcome;
    }
};

RedisPurge const g_purge;

}  // namespace

std::uint64_t purgeable(keyspace::Info const &info)
{
    auto const resident = info.size("allocator_resident"), active = info.size("allocator_active");
    return info.text("mem_allocator").starts_with("jemalloc") && resident > active ? resident - active : 0;
}

op::Plan plan_purge(Session &session)
{
    auto plan = op::begin_plan(session, "redis.purge", 1, "redis");
    auto const info = keyspace::Info::ask(session.redis(), "memory");
    auto const allocator = info.text("mem_allocator");
    if (!allocator.starts_with("jemalloc")) {
        plan.nothing = fmt::format("Its allocator is {}, which gives nothing back when it is asked to.",
                                   allocator.empty() ? "not told" : printable(allocator));
        return plan;
    }
    plan.count = 1;
    plan.steps = {"purge"};
    plan.detail = cli::Json::object();
    freeze_redis(plan, session);
    plan.before = {{"rss_bytes", info.size("used_memory_rss")}};
    plan.lines = {{"redis relief",
                   fmt::format("the allocator gives back about {} that nobody uses", human_bytes(purgeable(info)))},
                  {"used", fmt::format("{}, RSS {}", human_bytes(info.size("used_memory")),
                                       human_bytes(info.size("used_memory_rss")))},
                  {"keys", "none is touched"}};
    plan.has_no_undo("there is nothing to bring back");
    plan.wire = {"MEMORY PURGE"};
    plan.question = fmt::format("Purge Redis' allocator in {}?", plan.env);
    return plan;
}

}  // namespace omactl::cmd
