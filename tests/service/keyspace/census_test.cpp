#include "lib/keyspace/bigkeys.hpp"

#include <fmt/format.h>

#include "world.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::keyspace;

TEST_CASE("each kind of change is seen, and nothing else")
{
    World world;
    world.fill(210);
    fill_curious(world.redis);
    auto const before = world.census();
    CHECK(before.count() == 218);
    auto const compared = [&] {
        auto const after = world.census(before.seed);
        return compare(before, after, real_clock().now());
    };
    CHECK(compared().same == 218);
    auto const &[what, commands] = GENERATE(table<std::string, std::vector<std::vector<std::string>>>({
        {"string", {{"APPEND", "key:0:0", "x"}}},
        {"list order", {{"LMOVE", "key:1:1", "key:1:1", "LEFT", "RIGHT"}}},
        {"set", {{"SREM", "key:2:2", "member 0 of 2"}}},
        {"score", {{"ZINCRBY", "key:3:3", "0.001", "member 0 of 3"}}},
        {"field", {{"HSET", "key:4:4", "member 0 of 4", "other"}}},
        {"swapped fields", {{"HSET", "key:4:4", "member 0 of 4", "3.250000", "member 1 of 4", "-4.000000"}}},
        {"stream entry", {{"XADD", "stream", "*", "f", "v"}}},
        {"acknowledged", {{"XACK", "stream", "workers", "5-1"}}},
        {"claimed", {{"XCLAIM", "stream", "workers", "carol", "0", "5-1"}}},
        {"group", {{"XGROUP", "SETID", "stream", "idle", "0"}}},
        {"type",
         {{"DEL", "key:0:7"}, {"SET", "key:7:7", "now a string"}, {"RPUSH", "key:7:7x", "1"}, {"DEL", "key:7:7x"}}},
        {"expiry", {{"PERSIST", "key:0:0"}}},
        {"expiry by 1 ms", {{"PEXPIREAT", "key:0:0", "4000000000001"}}},
    }));
    CAPTURE(what);
    for (auto const &words : commands) world.redis.call(redis::Command{std::span<std::string const>{words}});
    auto const after = compared();
    CHECK(after.changed == 1);
    CHECK(after.lost == 0);
    CHECK(after.added == 0);
    CHECK(after.other_expiry == (what.starts_with("expiry") ? 1 : 0));
}

TEST_CASE("lost, new and expired in transit are told apart")
{
    World world;
    world.fill(30);
    world.redis.call({"SET", "soon", "v", "PX", "300"});
    auto const before = world.census();
    world.redis.call({"DEL", "key:0:0"});
    world.redis.call({"SET", "fresh", "v"});
    SystemClock{}.sleep(Millis{320});
    auto const now = world.census(before.seed);
    auto const after = compare(before, now, real_clock().now());
    CHECK(after.same == 29);
    CHECK(after.lost == 1);
    CHECK(after.added == 1);
    CHECK(after.expired == 1);
    CHECK_FALSE(after.good());
    CHECK(after.examples == std::vector<std::string>{"new 0 fresh", "lost 0 key:0:0"});
}

TEST_CASE("pieces and whole give one digest")
{
    World world;
    world.fill(700);
    fill_curious(world.redis);
    world.redis.call({"SET", "long", std::string(700'000, 'x')});
    auto const whole = world.census();
    CensusOptions options{.seed = whole.seed};
    options.big = 1;
    auto const pieces = take_census(world.facts(), connector(world.server), real_clock(), options, {});
    auto const both = compare(whole, pieces, real_clock().now());
    for (auto const &example : both.examples) UNSCOPED_INFO(example);
    CHECK(both.same == 709);
}

TEST_CASE("a sample is the same one on both sides")
{
    World world;
    world.fill(2'000);
    CensusOptions options;
    options.one_in = 10;
    auto const before = take_census(world.facts(), connector(world.server), real_clock(), options, {});
    CHECK(before.count() > 120);
    CHECK(before.count() < 280);
    options.seed = before.seed;
    auto const after = take_census(world.facts(), connector(world.server), real_clock(), options, {});
    CHECK(compare(before, after, real_clock().now()).same == before.count());
}

TEST_CASE("a census is kept in a file, and a damaged one refused")
{
    World world;
    world.fill(100);
    auto const census = world.census();
    write_census(world.path("census"), census);
    auto const read = read_census(world.path("census"));
    CHECK(read.run_id == census.run_id);
    CHECK(read.counts == census.counts);
    CHECK(compare(census, read, real_clock().now()).same == 100);
    auto text = read_file(world.path("census"));
    text[text.size() / 2] ^= 1;
    auto const file = open_file(world.path("census"), 1);
    write_all(file.get(), text, "");
    CHECK_THROWS_WITH(read_census(world.path("census")), Catch::Contains("checksum is wrong"));
}

TEST_CASE("big keys are found by type and by prefix")
{
    World world;
    world.fill(700);
    world.redis.call({"SET", "cache:pages:front", std::string(900'000, 'x')});
    for (int i = 0; i < 500; ++i) world.redis.call({"RPUSH", "resque:queue:sites", std::string(1'000, 'j')});
    world.fill(10, 5);
    auto const found = find_big_keys(world.facts(), connector(world.server), real_clock(), {}, {});
    CHECK(found.keys == 712);
    auto const &strings = found.biggest[static_cast<std::size_t>(Type::string)];
    REQUIRE(strings.size() == 10);
    CHECK(strings[0].key == "cache:pages:front");
    CHECK(strings[0].length == 900'000);
    CHECK(strings[0].memory > 900'000);
    CHECK(found.biggest[static_cast<std::size_t>(Type::list)][0].length == 500);
    REQUIRE(found.prefixes.size() == 10);
    CHECK(found.prefixes[0].name == "cache:pages:");
    CHECK(found.prefixes[1].name == "resque:queue:");
}
