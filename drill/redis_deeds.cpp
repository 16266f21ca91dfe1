// What can be done to Redis with Resque's jobs in it.

#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include "drill/deed.hpp"
#include "drill/redis_payloads.hpp"
#include "drill/redis_service.hpp"

namespace omactl::drill {

namespace {

using Type = DeedKind::Type;

// --- jobs: { queue: sites, count: 12000, distinct: 400 } ------------------------------------------

std::string jobs(Fields const &fields, RedisService &redis)
{
    auto const queue = fields.text("queue");
    auto const all = payloads(fields.count("count"), fields.count("distinct"));
    redis.push(queue, all);
    return fmt::format("{} wait in {}, {} of them different", counted(std::ssize(all), "job"), queue,
                       with_commas(fields.count("distinct")));
}
DeedKind const g_jobs{
    "jobs", RedisService::k_name, {{"queue"}, {"count", Type::count}, {"distinct", Type::count}}, on(jobs)};

// --- workers: { queues: "sites,mailers", count: 4, pace: 20ms } -----------------------------------

std::string workers(Fields const &fields, RedisService &redis)
{
    auto const count = fields.count("count");
    for (std::int64_t i = 0; i < count; ++i) {
        auto order = redis.worker_order(fields.words("queues"));
        order.host = fmt::format("worker-{}", 1 + i / 2);
        order.pace = fields.span("pace");
        if (i == 0) order.forgets = fields.count("forgets", 0);
        if (i == 0) order.repeats = fields.count("repeats", 0);
        redis.hire(order);
    }
    return fmt::format("{} work on {}", counted(count, "worker"), fields.text("queues"));
}
DeedKind const g_workers{
    "workers",
    RedisService::k_name,
    {{"queues"}, {"count", Type::count}, {"pace", Type::span}, {"forgets", Type::count}, {"repeats", Type::count}},
    on(workers)};

// --- killed: { queues: sites, count: 2, ago: 12m } ------------------------------------------------

// They are killed for real, each with a job in hand. Only their last sign of life is moved back: nobody
// waits for the five minutes after which a worker counts as dead.
std::string killed(Fields const &fields, RedisService &redis)
{
    auto const count = fields.count("count");
    for (std::int64_t i = 0; i < count; ++i) {
        auto order = redis.worker_order(fields.words("queues"));
        order.host = fmt::format("spot-{}", 7 + i);
        order.hangs = true;
        redis.kill(redis.hire(order), fields.span("ago"));
    }
    return fmt::format("{} killed with a job in hand, {} ago", counted(count, "worker"),
                       human_duration(fields.span("ago")));
}
DeedKind const g_killed{
    "killed", RedisService::k_name, {{"queues"}, {"count", Type::count}, {"ago", Type::span}}, on(killed)};

// --- scatter: { keys: 12000, keep: 6000 } ----------------------------------------------------------

std::string scatter(Fields const &fields, RedisService &redis)
{
    auto const keys = fields.count("keys");
    auto const left = redis.scatter(keys, fields.count("keep"));
    return fmt::format("{} of a cache came, and all but {} were deleted again, here and there", counted(keys, "key"),
                       with_commas(left));
}
DeedKind const g_scatter{"scatter", RedisService::k_name, {{"keys", Type::count}, {"keep", Type::count}}, on(scatter)};

}  // namespace

}  // namespace omactl::drill
