#include <fmt/format.h>

#include "stand.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::settings;

TEST_CASE("a hash is read whole, names and values as bytes, sorted")
{
    Stand stand{"redis-hash:settings"};
    CHECK(stand.all().empty());
    stand.hset("limit", "5");
    stand.hset(bytes_of_all_kinds(), bytes_of_all_kinds());
    stand.hset("", "");
    CHECK(stand.all() == std::vector<Setting>{{"", ""}, {bytes_of_all_kinds(), bytes_of_all_kinds()}, {"limit", "5"}});
    CHECK(read_one(stand.redis, stand.store, "limit", stand.clock.now())->value == "5");
    CHECK_FALSE(read_one(stand.redis, stand.store, "none", stand.clock.now()));
}

TEST_CASE("a big hash is read in pieces, each setting once")
{
    Stand stand{"redis-hash:settings"};
    std::vector<redis::Command> commands;
    for (int i = 0; i < 5'000; ++i)
        commands.push_back({"HSET", "settings", fmt::format("name {:04}", i), std::to_string(i)});
    stand.redis.pipeline(commands);
    auto const all = stand.all();
    REQUIRE(all.size() == 5'000);
    for (std::size_t i = 0; i < all.size(); ++i)
        REQUIRE(all[i] == Setting{fmt::format("name {:04}", i), std::to_string(i)});
    CHECK(info(stand.redis, "commandstats", "cmdstat_hgetall").empty());
    CHECK_FALSE(info(stand.redis, "commandstats", "cmdstat_hscan").empty());
}

TEST_CASE("a key that is no hash is refused")
{
    Stand stand{"redis-hash:settings"};
    stand.redis.call({"SET", "settings", "x"});
    for (auto const &call : std::vector<std::function<void()>>{
             [&] { stand.all(); }, [&] { read_one(stand.redis, stand.store, "a", stand.clock.now()); }}) {
        auto const error = thrown(call);
        CHECK(error.fault() == Fault::failed);
        CHECK(error.message() == "'settings' is no hash of settings but a string");
    }
}

TEST_CASE("keys under a prefix are read with their kind and end; other keys are not")
{
    Stand stand{"redis-prefix:set[t]ing*:"};
    stand.put("a", "1");
    stand.put(bytes_of_all_kinds(), bytes_of_all_kinds());
    stand.put("ending", "2");
    stand.redis.call({"PEXPIRE", stand.store.key_of("ending"), "100000"});
    stand.redis.call({"RPUSH", stand.store.key_of("list"), "x"});
    stand.redis.call({"SET", "setting:b", "a glob would find it"});
    stand.put("omactl:op:1", "our own record");
    auto const all = stand.all();
    REQUIRE(all.size() == 4);
    CHECK(all[0] == Setting{bytes_of_all_kinds(), bytes_of_all_kinds()});
    CHECK(all[1] == Setting{"a", "1"});
    CHECK(all[2].value == "2");
    REQUIRE(all[2].expires);
    auto const left = *all[2].expires - stand.clock.now();
    CHECK((left > Millis{90'000} && left <= Millis{100'000}));
    CHECK(all[3] == Setting{"list", "", "list"});
    CHECK(*read_one(stand.redis, stand.store, "a", stand.clock.now()) == all[1]);
    CHECK(read_one(stand.redis, stand.store, "list", stand.clock.now())->kind == "list");
    CHECK_FALSE(read_one(stand.redis, stand.store, "none", stand.clock.now()));
}

TEST_CASE("many keys under a prefix among many others")
{
    Stand stand{"redis-prefix:setting:"};
    std::vector<redis::Command> commands;
    for (int i = 0; i < 3'000; ++i) {
        commands.push_back({"SET", fmt::format("setting:{:04}", i), std::to_string(i)});
        commands.push_back({"SET", fmt::format("other:{:04}", i), "x"});
    }
    stand.redis.pipeline(commands);
    auto const all = stand.all();
    REQUIRE(all.size() == 3'000);
    for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(all[i] == Setting{fmt::format("{:04}", i), std::to_string(i)});
}

TEST_CASE("reading sends nothing but reads")
{
    sandbox::RedisServer const server;
    redis::Settings strict;
    strict.reads_only = "a dry run";
    auto redis = open(server.url(), strict);
    for (auto const *store : {"redis-hash:settings", "redis-prefix:setting:"}) {
        CHECK(read_all(redis, Store::parse(store), Instant{}).empty());
        CHECK_FALSE(read_one(redis, Store::parse(store), "a", Instant{}));
    }
    auto const error = thrown([&] { read_all(redis, Store::parse("sql:settings"), Instant{}); });
    CHECK(error.fault() == Fault::usage);
}
