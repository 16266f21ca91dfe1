// kill -9 of a dump-restore at the instants that count: processing is never left paused without something that says
// so and ends it, the server is restarted once, and resume or undo ends what was begun.
#include "tests/faults/mending.hpp"
#include "tests/faults/redis_restarter.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr std::string_view k_operation = "redis.dump-restore", k_pause = "workers.pause";
constexpr char k_restart[] = "redis dump-restore --yes --wait 2s --pause-for 1h --pause-wait 2s";
constexpr int k_keys = 22;

void fill(Ground &ground)
{
    ground.wipe();
    ground.redis.call({"SADD", "resque:queues", "sites"});
    fill_every_type(ground.redis);
}

/// Pause keys end by themselves, and the journal has the operation that set them.
void check_pause(Ground &ground)
{
    auto const there = ground.redis.call({"EXISTS", "resque:pause-all-workers"}).integer() == 1;
    auto const pause = ground.laptop.last(k_pause);
    if (!there) return;
    REQUIRE(pause);
    CHECK(pause->plan.hold);
    CHECK(ground.redis.call({"PTTL", "resque:pause-all-workers"}).integer() > 0);
    auto const shown = ground.omactl("journal ls").ended.out;
    CHECK_THAT(shown, Catch::Contains("workers pause"));
}

void check_all_there(Ground &ground)
{
    CHECK(ground.redis.call({"EXISTS", "resque:pause-all-workers"}).integer() == 0);
    std::int64_t keys = 0;
    for (auto const *db : {"3", "0"}) {
        ground.redis.call({"SELECT", db});
        keys += std::ssize(std::vector<int>(ground.redis.call({"KEYS", "app:*"}).size()));
    }
    CHECK(keys == k_keys);
}

/// What a colleague finds, and does.
void mend(Ground &ground, RedisRestarter &restarter, int before, bool undo)
{
    restarter.settle();
    ground.redis.disconnect();
    ground.redis.call({"CLIENT", "UNPAUSE"});  // it would run out by itself
    ground.bury();
    check_pause(ground);
    auto const entry = ground.laptop.last(k_operation);
    auto const so_far = restarter.times() - before;
    CHECK(so_far <= 1);
    if (!entry) return check_all_there(ground);
    if (undo && so_far == 0) {
        auto const outcome = ground.omactl("undo --yes " + entry->id);
        INFO(outcome.ended.out << outcome.ended.err);
        if (outcome.ended.status == 0) return check_all_there(ground);
        CHECK(entry->last_data("writing"));  // the command may have been on its way
    }
    check_run(ground.laptop, "resume " + entry->id, 0);
    restarter.settle();
    CHECK(restarter.times() - before <= 1);
    check_run(ground.laptop, "resume " + entry->id, 0);
    check_all_there(ground);
}

/// Before and after each file that is renamed or made durable, each script, and what this operation sends itself.
std::vector<int> choke_points(std::vector<std::string> const &trace)
{
    std::vector<int> calls;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        auto const &line = trace[i];
        auto const what = line.substr(line.find(' ') + 1);
        bool const wanted = line.find("rename") != std::string::npos || line.find("journal") != std::string::npos ||
                            line.find("EVAL") != std::string::npos || line.find("CLIENT PAUSE") != std::string::npos ||
                            line.find("BGSAVE") != std::string::npos || line.find("PSYNC") != std::string::npos ||
                            line.find("UNPAUSE") != std::string::npos;
        if (wanted && (line.find("journal") != std::string::npos || seen.insert(what).second))
            calls.push_back(static_cast<int>(i) + 1);
    }
    return calls;
}

void kill_everywhere(int step)
{
    Ground ground{{.arguments = {"--repl-diskless-sync-delay", "0"}}};
    RedisRestarter restarter{ground};
    fill(ground);
    auto const config = ground.laptop.variables["OMACTL_CONFIG"] = restarter.config();
    auto const calls = choke_points(check_run(ground.laptop, k_restart, 0).trace);
    REQUIRE(calls.size() > 15);
    for (std::size_t i = 0; i < calls.size(); i += static_cast<std::size_t>(step)) {
        ground.redis.disconnect();
        fill(ground);
        ground.laptop.variables["OMACTL_CONFIG"] = config;
        auto const k = 2 * calls[i] - static_cast<int>(i / static_cast<std::size_t>(step) % 2);
        CAPTURE(k, calls.size());
        auto const before = restarter.times();
        ground.omactl(k_restart, {.kill_at = k});
        mend(ground, restarter, before, i % 3 == 0);
    }
}

TEST_CASE("a dump-restore that is killed is never a pause that nobody knows of, and is ended by resume or undo")
{
    kill_everywhere(3);
}

TEST_CASE("the same at every such instant", "[long]")
{
    kill_everywhere(1);
}

TEST_CASE("killed while Redis restarts, a dump-restore goes on and does not begin it anew")
{
    Ground ground{{.arguments = {"--repl-diskless-sync-delay", "0"}}};
    RedisRestarter restarter{ground};
    fill(ground);
    ground.laptop.variables["OMACTL_CONFIG"] = restarter.config();
    restarter.act([&] {
        ground.clock.sleep(Millis{500});
        restarter.restart();
    });
    auto held = ground.laptop.hold(k_restart, 1);
    REQUIRE(held.still());
    held.signal(SIGCONT);
    while (!restarter.is_asked()) ground.clock.sleep(Millis{2});
    held.signal(SIGKILL);
    held.finish();
    mend(ground, restarter, 0, false);
    CHECK(restarter.times() == 1);
}

}  // namespace
