// What can happen to Redis itself.

#include "lib/core/quantity.hpp"

#include <fmt/format.h>

#include "drill/deed.hpp"
#include "drill/redis_service.hpp"

namespace omactl::drill {

namespace {

using Type = DeedKind::Type;

// --- crashed: redis -------------------------------------------------------------------------------

std::string crashed(Fields const &, RedisService &redis)
{
    redis.crash();
    return "the kernel killed Redis, with SIGKILL";
}
DeedKind const g_crashed{"crashed", RedisService::k_name, {{""}}, on(crashed)};

// --- emptied: redis -------------------------------------------------------------------------------

std::string emptied(Fields const &, RedisService &redis)
{
    redis.empty();
    return "Redis was restarted, with nothing in its folder";
}
DeedKind const g_emptied{"emptied", RedisService::k_name, {{""}}, on(emptied)};

// --- settings: { count: 12 } ----------------------------------------------------------------------

std::string settings(Fields const &fields, RedisService &redis)
{
    redis.set_settings(fields.count("count"));
    return fmt::format("the application has {}, of which cron has kept a snapshot",
                       counted(fields.count("count"), "setting"));
}
DeedKind const g_settings{"settings", RedisService::k_name, {{"count", Type::count}}, on(settings)};

// --- bloated: { keys: 4000, kept: 200 } -----------------------------------------------------------

std::string bloated(Fields const &fields, RedisService &redis)
{
    redis.marks().bloat(fields.count("keys"), fields.count("kept"));
    return fmt::format("{} were written, and all but {} of them deleted", counted(fields.count("keys"), "key"),
                       with_commas(fields.count("kept")));
}
DeedKind const g_bloated{"bloated", RedisService::k_name, {{"keys", Type::count}, {"kept", Type::count}}, on(bloated)};

}  // namespace

}  // namespace omactl::drill
