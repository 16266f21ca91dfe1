#include "world.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::keyspace;

TEST_CASE("the facts of a server")
{
    World world;
    world.fill(30);
    world.fill(6, 300);
    auto const facts = world.facts();
    CHECK(facts.version == "7.0.15");
    CHECK(facts.at_least(7, 0));
    CHECK_FALSE(facts.at_least(7, 2));
    CHECK(facts.rdb_version == 10);
    CHECK(facts.keys() == 36);
    REQUIRE(facts.databases.size() == 2);
    CHECK(facts.databases[1].number == 300);
    CHECK(facts.databases[1].with_expiry == 2);
    CHECK(facts.role == "master");
    CHECK(facts.used_memory > 500'000);
    CHECK(facts.host_memory > facts.rss);
    CHECK(facts.dir == world.server.folder());
    CHECK(facts.bgsave == May::yes);
    CHECK(facts.psync == May::yes);
    CHECK(facts.debug == May::no);  // enable-debug-command is no
    CHECK_FALSE(facts.cluster);
    CHECK(facts.max_bulk == 512 * 1024 * 1024);
    auto const fork = estimate_fork(facts);
    CHECK(fork.most >= facts.rss);
    CHECK_FALSE(fork.may_not_fit);
}

TEST_CASE("what a user may not do is found out without doing it")
{
    World world;
    world.redis.call({"ACL", "SETUSER", "small", "on", ">pw", "~resque:*", "+@read", "+@connection", "+info",
                      "+command", "+acl|whoami", "+acl|dryrun"});
    world.redis.call({"SET", "resque:k", "v"});
    world.redis.call({"CONFIG", "RESETSTAT"});
    auto redis = open("unix://small:pw@" + world.server.socket());
    auto const facts = ask_facts(redis);
    CHECK(facts.bgsave == May::no);
    CHECK(facts.config_get == May::no);
    CHECK(facts.psync == May::no);
    CHECK(facts.restore == May::no);
    CHECK(facts.shutdown == May::no);
    CHECK(facts.dir.empty());
    CHECK(info(world.redis, "commandstats", "cmdstat_bgsave").empty());
}

TEST_CASE("commands that were renamed away are seen, and MEMORY is done without")
{
    World world{{"--rename-command", "CONFIG", "", "--rename-command", "BGSAVE", "", "--rename-command", "MEMORY", ""}};
    world.fill(700);
    std::vector<redis::Command> commands;
    for (int i = 0; i < 30'000; ++i) commands.push_back({"SADD", "many", std::to_string(i) + " of many"});
    world.redis.pipeline(commands);
    auto const facts = world.facts();
    CHECK(facts.config_get == May::no);
    CHECK(facts.bgsave == May::no);
    CHECK(facts.memory_usage == May::no);
    auto const result = world.dump();
    CHECK(result.tally.in_pieces == 1);
    CHECK(carry(world, world.path()).comparison.same == 701);
}

TEST_CASE("keys that this user may not read are named, not passed over")
{
    World world;
    world.redis.call({"SET", "resque:k", "v"});
    world.redis.call({"SET", "private", "v"});
    world.redis.call({"ACL", "SETUSER", "small", "on", ">pw", "~resque:*", "+@all"});
    Connect const as_small = [&](int db) {
        auto address = redis::Address::parse("unix://small:pw@" + world.server.socket());
        address.db = db;
        return std::make_unique<redis::Connection>(std::move(address), redis::Settings{}, real_clock());
    };
    auto const result = dump(world.path(), world.facts(), as_small, real_clock(), {}, [](auto const &) {});
    CHECK(result.tally.count() == 1);
    REQUIRE(result.left_out.size() == 1);
    CHECK(result.left_out[0].key == "private");
    CHECK(contains(result.left_out[0].why, "NOPERM"));
}
