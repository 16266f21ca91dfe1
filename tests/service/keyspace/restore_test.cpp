#include <fmt/format.h>

#include "world.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::keyspace;

namespace {

RestoreResult restore_into(World &world, std::string const &file, RestoreOptions const &options = {})
{
    auto const source = open_source(file);
    return restore(*source, world.facts(), connector(world.server), real_clock(), options, {});
}

}  // namespace

TEST_CASE("restoring twice changes nothing, and says so")
{
    World world, other;
    world.fill(1'500);
    for (int i = 0; i < 1'000; ++i) world.redis.call({"SADD", "table", fmt::format("member {}", i)});
    DumpOptions options;
    options.big = 20'000;
    REQUIRE(world.dump(options).tally.in_pieces >= 1);
    CHECK(restore_into(other, world.path()).restored == 1'501);
    auto const again = restore_into(other, world.path());
    CHECK(again.restored == 0);
    CHECK(again.same == 1'501);
    CHECK(again.conflicts == 0);
    CHECK(other.redis.call({"DBSIZE"}).integer() == 1'501);  // nothing is left beside them
}

TEST_CASE("what is there with other content is a conflict, and stays; with `replace` it goes")
{
    World world, other;
    world.fill(70);
    world.dump();
    other.redis.call({"SET", "key:0:0", "mine"});
    other.redis.call({"RPUSH", "key:1:1", "mine"});
    other.redis.call({"SET", "unrelated", "stays"});
    auto const kept = restore_into(other, world.path());
    CHECK(kept.restored == 68);
    CHECK(kept.conflicts == 2);
    REQUIRE(kept.examples.size() == 2);
    CHECK(other.redis.call({"GET", "key:0:0"}).text() == "mine");
    RestoreOptions options;
    options.replace = true;
    CHECK(restore_into(other, world.path(), options).restored == 70);
    CHECK(other.redis.call({"GET", "key:0:0"}).text() == "a");
    CHECK(other.redis.call({"GET", "unrelated"}).text() == "stays");
}

TEST_CASE("the same content with another expiry is no match")
{
    World world, other;
    world.redis.call({"SET", "k", "v"});
    world.dump();
    other.redis.call({"SET", "k", "v", "EX", "1000"});
    CHECK(restore_into(other, world.path()).conflicts == 1);
}

TEST_CASE("keys whose time is over are told apart, and not made")
{
    World world, other;
    world.redis.call({"SET", "soon", "v", "PX", "300"});
    world.redis.call({"SET", "later", "v", "PX", "100000"});
    CHECK(world.dump().tally.with_expiry == 2);
    SystemClock{}.sleep(Millis{320});
    auto const result = restore_into(other, world.path());
    CHECK(result.expired == 1);
    CHECK(result.restored == 1);
    CHECK(other.redis.call({"EXISTS", "soon"}).integer() == 0);
}

TEST_CASE("a server that is too old for the file is named before anything is written")
{
    World world, other;
    world.fill(10);
    world.dump();
    auto facts = other.facts();
    facts.rdb_version = 9;
    facts.version = "6.2.7";
    auto const source = open_source(world.path());
    auto const error = thrown<Error>([&] { restore(*source, facts, connector(other.server), real_clock(), {}, {}); });
    CHECK(error.fault() == Fault::failed);
    CHECK(error.message() == "the file is of RDB version 10, Redis 6.2.7 takes up to 9: nothing was restored");
    CHECK(other.redis.call({"DBSIZE"}).integer() == 0);
}

TEST_CASE("a server that gets full stops it, with what was done")
{
    World world, other;
    std::vector<redis::Command> commands;
    for (int i = 0; i < 4'000; ++i) commands.push_back({"SET", fmt::format("k{}", i), std::string(5'000, 'v')});
    world.redis.pipeline(commands);
    world.dump();
    other.redis.call({"CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "3mb"});
    auto const error = thrown<Error>([&] { restore_into(other, world.path()); });
    CHECK(error.fault() == Fault::partial);
    CHECK(contains(error.message(), "OOM"));
    CHECK(contains(error.message(), " after "));
    other.redis.call({"CONFIG", "SET", "maxmemory", "0"});
    auto const rest = restore_into(other, world.path());
    CHECK(rest.restored + rest.same == 4'000);
    CHECK(rest.same > 0);
}

TEST_CASE("under --readonly nothing is written")
{
    World world, other;
    world.fill(10);
    world.dump();
    auto const source = open_source(world.path());
    Connect const looking = [&](int db) {
        auto redis = connector(other.server)(db);
        redis->set_reads_only("readonly = true");
        return redis;
    };
    auto const error = thrown<Error>([&] { restore(*source, other.facts(), looking, real_clock(), {}, {}); });
    CHECK(error.fault() == Fault::declined);
    CHECK(other.redis.call({"DBSIZE"}).integer() == 0);
}

TEST_CASE("recency goes with the keys when it is asked for")
{
    World world, other;
    world.redis.call({"SET", "k", "v"});
    world.redis.call({"CONFIG", "SET", "maxmemory-policy", "allkeys-lfu"});
    for (int i = 0; i < 300; ++i) world.redis.call({"GET", "k"});
    auto const freq = world.redis.call({"OBJECT", "FREQ", "k"}).integer();
    REQUIRE(freq > 10);
    DumpOptions options;
    options.recency = true;
    world.dump(options);
    other.redis.call({"CONFIG", "SET", "maxmemory-policy", "allkeys-lfu"});
    CHECK(restore_into(other, world.path()).restored == 1);
    CHECK(std::abs(other.redis.call({"OBJECT", "FREQ", "k"}).integer() - freq) <= 2);
}
