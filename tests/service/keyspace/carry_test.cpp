#include "lib/keyspace/rdb_fetch.hpp"
#include "lib/keyspace/rdb_reader.hpp"

#include <fmt/format.h>

#include "world.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::keyspace;

namespace {

void same(Carried const &carried, std::int64_t keys)
{
    CHECK(carried.result.restored == keys);
    CHECK(carried.result.conflicts == 0);
    CHECK(carried.result.refused == 0);
    CHECK(carried.comparison.same == keys);
    CHECK(carried.comparison.lost == 0);
    CHECK(carried.comparison.changed == 0);
    CHECK(carried.comparison.added == 0);
}

}  // namespace

TEST_CASE("all types, expiries, databases and bytes are carried over, key by key")
{
    World world;
    world.fill(3'000);
    world.fill(70, 300);
    fill_curious(world.redis);
    auto const result = world.dump();
    CHECK(result.left_out.empty());
    CHECK(result.tally.count() == 3'078);
    CHECK(result.tally.count(300) == 70);
    CHECK(result.tally.with_expiry == 1'000 + 24);
    auto const checked = check_file(world.path());
    CHECK_FALSE(checked.rdb);
    CHECK(checked.tally.count() == 3'078);
    CHECK(checked.rdb_version == 10);
    same(carry(world, world.path()), 3'078);
}

TEST_CASE("all of it by the replication stream as well, with its length or its mark")
{
    auto const diskless = GENERATE("no", "yes");
    CAPTURE(diskless);
    World world{{"--repl-diskless-sync", diskless}};
    world.fill(3'000);
    world.fill(70, 300);
    fill_curious(world.redis);
    bool told = false;
    auto const bytes =
        fetch_rdb(world.path("dump.rdb"), world.redis, [&](RdbProgress const &at) { told |= at.bytes > 0; });
    CHECK(told);
    CHECK(bytes > 100'000);
    CHECK_FALSE(world.redis.connected());
    auto const checked = check_file(world.path("dump.rdb"));
    CHECK(checked.rdb);
    CHECK(checked.version == "7.0.15");
    CHECK(checked.rdb_version == 10);
    CHECK(checked.tally.count(300) == 70);
    same(carry(world, world.path("dump.rdb")), 3'078);
}

TEST_CASE("values above a limit travel in pieces")
{
    World world;
    world.fill(1'000);
    fill_curious(world.redis);
    std::vector<redis::Command> commands;
    for (int i = 0; i < 100'000; ++i) commands.push_back({"SADD", "many", fmt::format("member-{}", i)});
    for (int i = 0; i < 20'000; ++i) {
        auto const word = fmt::format("word {}", i);
        commands.push_back({"RPUSH", "long", word});
        commands.push_back({"ZADD", "ranks", std::to_string(i / 3.0), word});
        commands.push_back({"HSET", "fields", word, std::string(static_cast<std::size_t>(i % 200), 'v')});
    }
    commands.push_back({"SET", "bulk", std::string(3'000'000, 'b')});
    commands.push_back({"PEXPIREAT", "fields", "4000000000000"});
    world.redis.pipeline(commands);
    DumpOptions options;
    options.big = 200'000;
    auto const result = world.dump(options);
    CHECK(result.left_out.empty());
    CHECK(result.tally.in_pieces == 5);
    CHECK(result.tally.count() == 1'013);
    CHECK(check_file(world.path()).tally.in_pieces == 5);
    same(carry(world, world.path()), 1'013);
}

TEST_CASE("a function is carried over, by either way")
{
    World world;
    world.redis.call({"FUNCTION", "LOAD", "#!lua name=mine\nredis.register_function('one', function() return 1 end)"});
    world.redis.call({"SET", "k", "v"});
    CHECK(world.dump().tally.functions);
    fetch_rdb(world.path("dump.rdb"), world.redis, [](auto const &) {});
    for (auto const *file : {"keys.dump", "dump.rdb"}) {
        World other;
        for (int turn = 0; turn < 2; ++turn) {  // the second finds it there
            auto const source = open_source(world.path(file));
            auto const result = restore(*source, other.facts(), connector(other.server), real_clock(), {}, {});
            CHECK(result.functions);
            CHECK(result.conflicts == 0);
            CHECK((turn == 0 ? result.restored : result.same) == 1);
        }
        CHECK(other.redis.call({"FCALL", "one", "0"}).integer() == 1);
    }
}
