#include "cmd/queue_unpush.hpp"
#include "cmd/redis_config.hpp"
#include "cmd/redis_relief.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

void refuse_size(std::uint64_t bytes, std::uint64_t limit, keyspace::Info const &info)
{
    auto const host = info.size("total_system_memory");
    if (bytes < limit)
        throw Error{Fault::usage,
                    fmt::format("{} is below the limit of now, {}: relief only raises it", human_bytes(bytes),
                                human_bytes(limit)),
                    "a lower limit evicts keys, or refuses writes"};
    if (host > 0 && bytes > host)
        throw Error{Fault::declined,
                    fmt::format("{} is more than the {} that the host has at all: the kernel would kill Redis",
                                human_bytes(bytes), human_bytes(host)),
                    "omactl redis relief    (what else would help)"};
}

}  // namespace

op::Plan plan_limit(std::uint64_t bytes, Session &session)
{
    auto plan = op::begin_plan(session, k_config_change, k_config_change_version, "redis");
    auto const info = keyspace::Info::ask(session.redis(), "memory");
    auto const limit = info.size("maxmemory");
    if (limit == 0) {
        plan.nothing = "It has no limit (maxmemory 0): there is none to raise.";
        return plan;
    }
    refuse_size(bytes, limit, info);
    plan_config(plan, {"maxmemory", std::to_string(limit), std::to_string(bytes)}, session);
    plan.count = bytes == limit ? 0 : 1;
    plan.nothing = fmt::format("The limit is {} already; nothing to do.", human_bytes(limit));
    auto const rss = info.size("used_memory_rss"), host = info.size("total_system_memory");
    plan.undo = "puts the old limit back, while no more than that is used";
    plan.lines = {{"maxmemory", fmt::format("{} → {}", human_bytes(limit), human_bytes(bytes))},
                  {"used", fmt::format("{}, RSS {}; the host has {} in all, for others too",
                                       human_bytes(info.size("used_memory")), human_bytes(rss),
                                       host > 0 ? human_bytes(host) : "an unknown amount")},
                  {"lasts", "until Redis restarts: the file of its configuration keeps the old one"},
                  {"undo", fmt::format("{}: {}", shown_undo(plan, session), plan.undo)}};
    plan.question = fmt::format("Raise Redis' limit to {} in {}?", human_bytes(bytes), plan.env);
    return plan;
}

}  // namespace omactl::cmd
