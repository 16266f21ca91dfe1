#include <fmt/format.h>

#include <atomic>
#include <thread>
#include <utility>

#include "world.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::keyspace;

// The seven damage sets, on which other tools lose keys and say nothing.

namespace {

std::int64_t now_at(redis::Connection &redis)
{
    auto const time = redis.call({"TIME"});
    return time[0].integer() * 1'000 + time[1].integer() / 1'000;
}

}  // namespace

TEST_CASE("1: one stream among a thousand strings")
{
    World world;
    for (int i = 0; i < 1'000; ++i) world.redis.call({"SET", fmt::format("k{}", i), "v"});
    world.redis.call({"XADD", "stream", "*", "f", "v"});
    CHECK(world.dump().tally.count() == 1'001);
    CHECK(carry(world, world.path()).comparison.same == 1'001);
}

TEST_CASE("2: keys that expire while they are read")
{
    World world;
    std::vector<redis::Command> commands;
    for (int i = 0; i < 20'000; ++i) {
        auto const key = fmt::format("list:{}", i);
        commands.push_back({"RPUSH", key, fmt::format("only of {}", i)});
        if (i % 2 == 0) commands.push_back({"PEXPIRE", key, std::to_string(1 + i % 1'500)});
    }
    world.redis.pipeline(commands);
    auto const result = world.dump();
    CHECK(result.left_out.empty());
    DumpReader reader{world.path()};
    int lasting = 0;
    for (Record record; reader.next(record);) {
        auto const number = std::stoi(std::string(record.key.substr(5)));
        REQUIRE(record.expiry.has_value() == (number % 2 == 0));
        if (!record.expiry) ++lasting;
    }
    CHECK(lasting == 10'000);
    auto const carried = carry(world, world.path());
    CHECK(carried.comparison.lost == 0);
    CHECK(carried.comparison.changed == 0);
    CHECK(carried.result.restored + carried.result.expired == result.tally.count());
}

TEST_CASE("3: less than a second to live: nothing becomes immortal, by either way of asking")
{
    bool const absolute = GENERATE(true, false);
    CAPTURE(absolute);
    World world;
    std::vector<redis::Command> commands;
    for (int i = 0; i < 4'000; ++i)
        commands.push_back({"SET", fmt::format("k{}", i), "v", "PX", std::to_string(200 + i % 400)});
    world.redis.pipeline(commands);
    auto facts = world.facts();
    facts.has_expiretime = absolute;
    auto const begin = now_at(world.redis);
    auto const result = dump(world.path(), facts, connector(world.server), real_clock(), {}, [](auto const &) {});
    REQUIRE(result.tally.count() > 0);
    DumpReader reader{world.path()};
    for (Record record; reader.next(record);) {
        REQUIRE(record.expiry);
        REQUIRE(*record.expiry > begin - 1'000);
        REQUIRE(*record.expiry < begin + 2'000);
    }
    World other;
    auto const source = open_source(world.path());
    auto const restored = restore(*source, other.facts(), connector(other.server), real_clock(), {}, {});
    CHECK(restored.restored + restored.expired == result.tally.count());
    eventually([&] { return other.redis.call({"DBSIZE"}).integer() == 0; });
}

TEST_CASE("4: a database above 255")
{
    World world;
    world.fill(40, 300);
    world.fill(2, 0);
    CHECK(world.dump().tally.count(300) == 40);
    CHECK(carry(world, world.path()).comparison.same == 42);
}

TEST_CASE("5: a hash that no single answer should hold")
{
    World world;
    std::vector<redis::Command> commands;
    for (int i = 0; i < 60'000; ++i)
        commands.push_back(
            {"HSET", "huge", fmt::format("field {}", i), std::string(1'000, static_cast<char>('a' + i % 26))});
    world.redis.pipeline(commands);
    auto const result = world.dump();  // 60 MB
    CHECK(result.tally.in_pieces == 1);
    CHECK(result.left_out.empty());
    auto const carried = carry(world, world.path());
    CHECK(carried.comparison.same == 1);
    CHECK(carried.result.restored == 1);
}

TEST_CASE("6: functions")
{
    World world;
    world.redis.call({"FUNCTION", "LOAD", "#!lua name=mine\nredis.register_function('one', function() return 1 end)"});
    world.redis.call({"SET", "k", "v"});
    CHECK(world.dump().tally.functions);
    CHECK(carry(world, world.path()).result.functions);
}

TEST_CASE("7: names that are no UTF-8")
{
    World world;
    fill_curious(world.redis);
    world.redis.call({"SET", std::string("\xff\xfe\0\r\n", 5), "v"});
    CHECK(world.dump().tally.count() == 9);
    CHECK(carry(world, world.path()).comparison.same == 9);
}

TEST_CASE("a writer that goes on meanwhile costs no key that is there throughout")
{
    World world;
    world.fill(10'000);
    std::atomic<bool> stop = false;
    std::thread writer{[&] {
        auto redis = open(world.server.url());
        for (int i = 0; !stop; ++i) {
            auto const key = fmt::format("live:{}", i % 500);
            redis.call({"SET", key, std::to_string(i), "PX", std::to_string(1 + i % 50)});
            redis.call({"LPUSH", "live:list", std::string(100, 'l')});
            redis.call({"PEXPIRE", "key:0:0", std::to_string(4'000'000 + i)});
            if (i % 100 == 0) redis.call({"DEL", "live:list"});
        }
    }};
    auto const result = world.dump();
    stop = true;
    writer.join();
    CHECK(result.left_out.empty());
    CHECK(check_file(world.path()).tally.count() == result.tally.count());
    DumpReader reader{world.path()};
    int throughout = 0;
    for (Record record; reader.next(record);)
        if (record.key.starts_with("key:")) ++throughout;
    CHECK(throughout == 10'000);
}

TEST_CASE("what is too large and has no pieces is refused by name")
{
    World world;
    fill_curious(world.redis);
    DumpOptions options;
    options.big = 100;
    options.most = 200;
    auto const result = world.dump(options);
    REQUIRE(result.left_out.size() == 1);
    CHECK(result.left_out[0].key == "stream");
    CHECK(contains(result.left_out[0].why, "a stream of"));
    CHECK(contains(result.left_out[0].why, "which can't be read in pieces"));
    CHECK(result.tally.count() == 7);
}

TEST_CASE("a list that is written to while it is read in pieces is read again, or named")
{
    World world;
    std::vector<redis::Command> commands;
    for (int i = 0; i < 30'000; ++i) commands.push_back({"RPUSH", "busy", std::string(200, 'x')});
    world.redis.pipeline(commands);
    auto redis = open(world.server.url());
    bool first = true;
    // The second reading is left in peace: no key before it is missing, no piece of the first is in the result.
    Connect const meddling = [&](int db) {
        auto address = redis::Address::parse(world.server.url());
        address.db = db;
        redis::Settings settings;
        settings.trace = [&](std::string_view line) {
            if (line.starts_with("LRANGE") && std::exchange(first, false)) redis.call({"LPOP", "busy"});
        };
        return std::make_unique<redis::Connection>(std::move(address), std::move(settings), real_clock());
    };
    auto const result = dump(world.path(), world.facts(), meddling, real_clock(), {}, [](auto const &) {});
    CHECK(result.left_out.empty());
    CHECK(result.tally.abandoned == 1);
    CHECK(result.tally.count() == 1);
    CHECK(check_file(world.path()).tally.count() == 1);
    CHECK(carry(world, world.path()).comparison.same == 1);
}
