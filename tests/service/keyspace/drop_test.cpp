#include "lib/keyspace/drop.hpp"
#include "lib/keyspace/prefix.hpp"

#include "world.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::keyspace;

namespace {

DropResult drop_file(World &world)
{
    auto const source = open_source(world.path());
    return drop(*source, connector(world.server), {});
}

}  // namespace

TEST_CASE("what a file holds is taken away where it is the same, of every type and size")
{
    World world;
    world.fill(200);
    world.fill(50, 3);
    fill_curious(world.redis);
    std::vector<std::string> words{"RPUSH", "big:list"};
    for (int n = 0; n < 60'000; ++n) words.push_back("an element of a long list " + std::to_string(n));
    world.redis.call(redis::Command{words});
    world.redis.call({"SET", "big:string", std::string(3'000'000, 'b')});
    world.redis.call({"SET", "big:changed", std::string(3'000'000, 'c')});
    auto const all = world.dump().tally.count();
    CHECK(drop_file(world).dropped == all);
    CHECK(world.facts().keys() == 0);
    auto const source = open_source(world.path());
    restore(*source, world.facts(), connector(world.server), real_clock(), {}, {});
    world.dump();  // what was built anew stands otherwise in memory
    world.redis.call({"APPEND", "big:changed", "more"});
    world.redis.call({"DEL", "big:list"});
    auto const again = drop_file(world);
    CHECK(again.dropped == all - 2);
    CHECK(again.changed == 1);
    CHECK(again.gone == 1);
    CHECK(world.facts().keys() == 1);
    CHECK(drop_file(world).dropped == 0);
}

TEST_CASE("a prefix is its characters, whatever a glob would make of them")
{
    World world;
    for (auto const *key : {"a*:1", "a*:2", "ab:1", "a[x]:1", "ax:1", "a\\:1", "other"})
        world.redis.call({"SET", key, "v", "PX", "1000000"});
    auto const count = [&](std::string const &prefix) {
        return look_at_prefix(world.redis, world.facts(), prefix, {}, {}).keys;
    };
    CHECK(count("a*:") == 2);
    CHECK(count("a[x]") == 1);
    CHECK(count("a\\") == 1);
    CHECK(count("a") == 6);
    CHECK(count("none") == 0);
}

TEST_CASE("what takes most, from a sample")
{
    World world;
    for (int n = 0; n < 300; ++n) {
        world.redis.call({"SET", "cache:" + std::to_string(n), std::string(1'000, 'x'), "PX", "1000000"});
        world.redis.call({"SET", "user:" + std::to_string(n), "small"});
    }
    world.redis.call({"SET", "single:1", std::string(10'000'000, 'x')});
    auto const found = sample_prefixes(world.redis, world.facts(), {}, 5);
    REQUIRE(found.size() == 2);
    CHECK(found[0].prefix == "cache:");
    CHECK(found[0].keys == 300);
    CHECK(found[0].with_expiry == 300);
    CHECK(found[0].bytes() > 300'000);
    CHECK(found[1].prefix == "user:");
    CHECK(found[1].with_expiry == 0);
}
