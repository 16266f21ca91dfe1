#include "lib/core/error.hpp"
#include "lib/keyspace/payload.hpp"
#include "lib/keyspace/rdb_reader.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <string>
#include <vector>

using namespace omactl;
using namespace omactl::keyspace;
using namespace std::string_literals;

// Files made by a real server are in tests/service/keyspace/rdb_test.cpp; here is what today's servers don't write.

namespace {

struct Seen {
    std::string key;
    Type type;
    std::optional<std::int64_t> expiry;
    std::string payload;
};

std::vector<Seen> read(std::string const &bytes)
{
    sandbox::Folder folder;
    auto const path = folder.path() + "/dump.rdb";
    std::ofstream{path, std::ios::binary} << bytes;
    RdbReader reader{path};
    std::vector<Seen> all;
    for (Record record; reader.next(record);)
        all.push_back({std::string(record.key), record.type, record.expiry, std::string(record.payload)});
    return all;
}

std::string const k_no_checksum(8, '\0');

std::string rdb(std::string const &body, std::string const &version = "0009")
{
    return "REDIS" + version + "\xfe\0"s + body + "\xff" + k_no_checksum;
}

}  // namespace

TEST_CASE("values as old servers wrote them")
{
    auto const all = read(rdb("\xfd\x10\x00\x00\x00\x00\x01k\x01v"s  // expires at second 16
                              "\x01\x01l\x02\x01w\x01x"              // list
                              "\x02\x01s\x01\xc0\x7f"                // set of an integer
                              "\x03\x01z\x03\x01m\x03"
                              "1.5\x01n\xfe\x01o\xfd"  // scores: text, infinite, none
                              "\x04\x01h\x01\x01"
                              "f\x01v"s                            // hash
                              "\x0a\x01q\xc3\x05\x05\x04hell"      // packed
                              "\x00\xc2\x00\xff\xff\xff\x01v"s));  // its name is -256
    REQUIRE(all.size() == 7);
    CHECK(all[0].expiry == 16'000);
    CHECK(all[1].type == Type::list);
    CHECK_FALSE(all[1].expiry);
    CHECK(all[2].payload == to_payload(2, "\x01\xc0\x7f", 9));
    CHECK(all[3].type == Type::zset);
    CHECK(all[4].payload == to_payload(4,
                                       "\x01\x01"
                                       "f\x01v",
                                       9));
    CHECK(all[5].payload == to_payload(10, "\xc3\x05\x05\x04hell", 9));
    CHECK(all[6].key == "-256");
}

TEST_CASE("a module's value is walked over, in the format that tells its lengths")
{
    auto const all = read(rdb("\x07\x01m\x81\0\0\0\0\0\0\0\x05"
                              "\x02\x07\x05\x03"
                              "abc\x04"
                              "12345678\x00"s
                              "\x00\x01k\x01v"s));
    REQUIRE(all.size() == 2);
    CHECK(all[0].type == Type::module);
    CHECK(all[1].key == "k");
    CHECK_THROWS_WITH(read(rdb("\x06\x01m\x05")),
                      Catch::Contains("a value of a module in the format of before Redis 4"));
}

TEST_CASE("what this version does not know is named")
{
    CHECK_THROWS_WITH(read(rdb("", "0012")), Catch::Contains("RDB version 12, of a server newer than Redis 7.2"));
    CHECK_THROWS_WITH(read(rdb("\x18\x01h\x00"s)), Catch::Contains("a value of type 24"));
    CHECK_THROWS_WITH(read(rdb("\xf4")), Catch::Contains("an unknown record 0xf4"));
    CHECK_THROWS_WITH(read("RADIS0009..........."), Catch::Contains("not an RDB file"));
    CHECK_THROWS_WITH(read("REDIS00"), Catch::Contains("too short"));
    CHECK_THROWS_WITH(read(rdb("\x00\x01k\x81\x7f\xff\xff\xff\xff\xff\xff\xffv"s)),
                      Catch::Contains("it ends too early"));
    CHECK_THROWS_WITH(read(rdb("") + "x"), Catch::Contains("does not end behind its last record"));
}
