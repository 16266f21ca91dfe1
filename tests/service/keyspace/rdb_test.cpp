#include "lib/keyspace/rdb_fetch.hpp"
#include "lib/keyspace/rdb_reader.hpp"

#include <fstream>
#include <sstream>

#include "world.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::keyspace;

namespace {

void write(std::string const &path, std::string const &bytes)
{
    std::ofstream{path, std::ios::binary} << bytes;
}

}  // namespace

TEST_CASE("an RDB that was cut off anywhere, or changed anywhere, is refused")
{
    World world;
    fill_curious(world.redis);
    fetch_rdb(world.path("dump.rdb"), world.redis, [](auto const &) {});
    auto const whole = read_file(world.path("dump.rdb"));
    REQUIRE(check_file(world.path("dump.rdb")).tally.count() == 8);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        write(world.path("cut.rdb"), whole.substr(0, size));
        CHECK_THROWS_AS(check_file(world.path("cut.rdb")), Error);
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        CAPTURE(at);
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        write(world.path("cut.rdb"), damaged);
        CHECK_THROWS_AS(check_file(world.path("cut.rdb")), Error);
    }
}

TEST_CASE("values of an RDB are what DUMP gives, where DUMP gives the same twice")
{
    World world;
    for (auto const *key : {"a", "b", "c"}) {
        world.redis.call({"SET", key, std::string(300, *key)});
        world.redis.call({"RPUSH", std::string(key) + "-list", "1", "two", std::string(100, 'x')});
        world.redis.call({"XADD", std::string(key) + "-stream", "1-1", "f", "v"});
    }
    fetch_rdb(world.path("dump.rdb"), world.redis, [](auto const &) {});
    RdbReader reader{world.path("dump.rdb")};
    auto redis = open(world.server.url());
    int keys = 0;
    for (Record record; reader.next(record); ++keys) {
        CAPTURE(record.key);
        CHECK(redis.call({"DUMP", record.key}).text() == record.payload);
    }
    CHECK(keys == 9);
    CHECK(reader.aux().at("redis-ver") == "7.0.15");
}

TEST_CASE("only keys that match are restored from an RDB, into another database")
{
    World world;
    world.fill(100);
    world.fill(50, 7);
    fetch_rdb(world.path("dump.rdb"), world.redis, [](auto const &) {});
    World other;
    auto const source = open_source(world.path("dump.rdb"));
    RestoreOptions options;
    options.match = "key:[3]:*";
    options.only_db = 7;
    options.db = 9;
    auto const result = restore(*source, other.facts(), connector(other.server), real_clock(), options, {});
    CHECK(result.restored == 5);
    CHECK(result.skipped == 145);
    auto const facts = other.facts();
    REQUIRE(facts.databases.size() == 1);
    CHECK(facts.databases[0].number == 9);
    CHECK(facts.databases[0].keys == 5);
}

TEST_CASE("a server that refuses PSYNC says so, and nothing is left")
{
    World world{{"--rename-command", "PSYNC", ""}};
    auto const error = thrown<Error>([&] { fetch_rdb(world.path("dump.rdb"), world.redis, [](auto const &) {}); });
    CHECK(error.fault() == Fault::failed);
    CHECK(contains(error.message(), "PSYNC: ERR unknown command"));
    CHECK_FALSE(is_there(world.path("dump.rdb.part")));
    CHECK(world.facts().psync == May::no);
}

TEST_CASE("a transfer that is stopped or breaks off leaves no file")
{
    World world;
    world.fill(20'000);
    CHECK_THROWS_AS(fetch_rdb(world.path("dump.rdb"), world.redis,
                              [](auto const &at) {
                                  if (at.bytes > 0) throw Error{Fault::interrupted, "stopped"};
                              }),
                    Error);
    CHECK_FALSE(is_there(world.path("dump.rdb")));
    CHECK_FALSE(is_there(world.path("dump.rdb.part")));
}

TEST_CASE("BGSAVE is begun and watched")
{
    World world;
    world.fill(100);
    auto const before = ask_save_state(world.redis);
    CHECK(before.changes > 0);
    begin_save(world.redis);
    eventually([&] { return !ask_save_state(world.redis).in_progress; });
    auto const after = ask_save_state(world.redis);
    CHECK(after.last_ok);
    CHECK(after.changes == 0);
    CHECK(check_file(world.server.folder() + "/dump.rdb").tally.count() == 100);
}
