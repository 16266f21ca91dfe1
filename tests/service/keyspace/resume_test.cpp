#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "world.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::keyspace;

namespace {

/// Stops a dump once it holds that many keys.
void stop_after(World &world, std::int64_t keys)
{
    CHECK_THROWS_AS(dump(world.path(), world.facts(), connector(world.server), real_clock(), {},
                         [keys](DumpProgress const &at) {
                             if (at.keys >= keys) throw Error{Fault::interrupted, "stopped"};
                         }),
                    Error);
    REQUIRE(is_there(world.path("keys.dump.part")));
    REQUIRE_FALSE(is_there(world.path()));
}

void fill_large(World &world)
{
    world.fill(6'000);
    world.fill(6'000, 3);
    std::vector<redis::Command> commands;
    std::string random;
    for (int i = 0; i < 4'000; ++i) {
        while (random.size() < 2'000) random += static_cast<char>((i * 7 + random.size() * random.size() * 31) >> 4);
        commands.push_back({"SET", "bulk:" + std::to_string(i), random + std::to_string(i)});
    }
    world.redis.pipeline(commands);
}

}  // namespace

TEST_CASE("a dump that was stopped goes on where it was")
{
    World world;
    fill_large(world);
    stop_after(world, 12'000);
    auto const result = world.dump();
    CHECK(result.resumed > 3'000);
    CHECK(result.tally.count() == 16'000);
    CHECK(check_file(world.path()).tally.count() == 16'000);
    CHECK_FALSE(is_there(world.path("keys.dump.part")));
    CHECK(carry(world, world.path()).comparison.same == 16'000);
}

TEST_CASE("after a restart of the server its cursors mean nothing: the dump begins anew")
{
    World world{{"--save", "3600 1"}};
    fill_large(world);
    stop_after(world, 12'000);
    world.redis.call({"SAVE"});
    world.server.restart();
    auto const result = world.dump();
    CHECK(result.resumed == 0);
    CHECK(result.tally.count() == 16'000);
    CHECK(check_file(world.path()).tally.count() == 16'000);
}

TEST_CASE("kill -9 of the dumping process: the next one goes on, and all is there")
{
    World world;
    fill_large(world);
    auto const facts = world.facts();
    int kills = 0;
    for (int ms = 20; ms < 2'000 && !is_there(world.path()); ms += 40, ++kills) {
        auto const child = ::fork();
        if (child == 0) {
            dump(world.path(), facts, connector(world.server), real_clock(), {}, [](auto const &) {});
            ::_exit(0);
        }
        SystemClock{}.sleep(Millis{ms});
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
    CHECK(kills > 1);
    if (!is_there(world.path())) world.dump();
    CHECK(check_file(world.path()).tally.count() == 16'000);
    CHECK(carry(world, world.path()).comparison.same == 16'000);
}
