#include "lib/core/error.hpp"
#include "lib/keyspace/dump_file.hpp"
#include "lib/keyspace/payload.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <fstream>
#include <string>
#include <vector>

using namespace omactl;
using namespace omactl::keyspace;

namespace {

struct Files {
    sandbox::Folder folder;
    std::string path = folder.path() + "/keys.dump", part = path + ".part";
};

DumpHeader header()
{
    return {"127.0.0.1:6379", "7.0.15", 10, "run", Instant{Millis{1'700'000'000'123}}, {{0, 5}, {300, 1}}};
}

/// A key whose value is so many bytes that can't be packed.
void add(DumpWriter &writer, std::string const &key, std::size_t bytes = 10)
{
    std::string value;
    for (std::size_t i = 0; i < bytes; ++i) value += static_cast<char>((i * i * 31 + i / 7 * 13) >> 3);
    auto const payload = to_payload(0, value, 10);
    writer.add({.db = 300, .key = key, .expiry = 4'000'000'000'000, .type = Type::string, .payload = payload});
}

std::vector<std::string> keys_of(DumpReader &&reader)
{
    std::vector<std::string> keys;
    for (Record record; reader.next(record);) keys.emplace_back(record.key);
    return keys;
}

void write(std::string const &path, std::string const &bytes)
{
    std::ofstream{path, std::ios::binary} << bytes;
}

std::string small_file(std::string const &path)
{
    DumpWriter writer{path, header()};
    add(writer, "one");
    writer.add({.kind = Record::Kind::begin, .key = "big", .type = Type::set});
    writer.add({.kind = Record::Kind::piece, .payload = "\3abc"});
    writer.add({.kind = Record::Kind::end, .key = "big", .type = Type::set, .count = 1});
    writer.mark({300, "0", true});
    writer.finish();
    return read_file(path);
}

}  // namespace

TEST_CASE("what was written is read, with its header and counts")
{
    Files files;
    small_file(files.path);
    CHECK_FALSE(is_there(files.part));
    DumpReader reader{files.path};
    CHECK(reader.header().server == "127.0.0.1:6379");
    CHECK(reader.header().at == Instant{Millis{1'700'000'000'123}});
    CHECK(reader.header().databases == std::map<int, std::int64_t>{{0, 5}, {300, 1}});
    Record record;
    REQUIRE(reader.next(record));
    CHECK(record.db == 300);
    CHECK(record.key == "one");
    CHECK(record.expiry == 4'000'000'000'000);
    CHECK(what_is_wrong(record.payload).empty());
    for (int i = 0; i < 3; ++i) REQUIRE(reader.next(record));
    CHECK(record.count == 1);
    CHECK_FALSE(reader.next(record));
    CHECK(reader.complete());
    CHECK(reader.tally().count() == 2);
    CHECK(reader.tally().in_pieces == 1);
    CHECK(check_file(files.path).tally.with_expiry == 1);
}

TEST_CASE("a file that was cut off anywhere, or changed anywhere, is refused in words")
{
    Files files;
    auto const whole = small_file(files.path);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        write(files.path, whole.substr(0, size));
        CHECK_THROWS_AS(check_file(files.path), Error);
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        CAPTURE(at);
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
        write(files.path, damaged);
        CHECK_THROWS_AS(check_file(files.path), Error);
    }
    write(files.path, whole + "x");
    CHECK_THROWS_WITH(check_file(files.path), Catch::Contains("does not end behind its trailer"));
    write(files.path, "*3\r\n$3\r\nSET\r\n");
    CHECK_THROWS_WITH(check_file(files.path), Catch::Contains("neither a dump of omactl nor an RDB file"));
}

TEST_CASE("a payload whose own checksum is wrong is found, though the file is whole")
{
    Files files;
    DumpWriter writer{files.path, header()};
    writer.add({.key = "k", .type = Type::string, .payload = "0123456789abcdef"});
    writer.mark({0, "0", true});
    writer.finish();
    CHECK_THROWS_WITH(check_file(files.path), Catch::Contains("the payload of 'k' in database 0: checksum is wrong"));
}

TEST_CASE("pieces without their end are found")
{
    Files files;
    DumpWriter writer{files.path, header()};
    writer.add({.kind = Record::Kind::begin, .key = "big", .type = Type::set});
    writer.finish();
    CHECK_THROWS_WITH(check_file(files.path), Catch::Contains("its pieces are not whole"));
}

TEST_CASE("a crash at any byte leaves a file that goes on from its last position")
{
    Files files;
    {
        DumpWriter writer{files.path, header()};
        for (int page = 1; page <= 4; ++page) {
            for (int i = 0; i < 3; ++i) add(writer, fmt::format("key {}.{}", page, i), 300'000);
            writer.mark({300, std::to_string(page)});
        }
        add(writer, "behind the last position", 1'200'000);
    }
    auto const left = read_file(files.part);
    CHECK_THROWS_WITH(check_file(files.part), Catch::Contains("ends without its trailer"));
    std::int64_t most = 0;
    for (std::size_t size = 0; size < left.size(); size += size < 600 ? 1 : 9'973) {
        CAPTURE(size);
        write(files.part, left.substr(0, size));
        std::int64_t kept = 0;
        auto const writer = DumpWriter::resume(files.path, [&](Record const &) { ++kept; });
        if (!writer) continue;
        CHECK(kept == 3 * std::stoi(writer->position().cursor));
        CHECK(kept >= most);
        most = kept;
        add(*writer, "new");
        writer->mark({300, "0", true});
        writer->finish();
        CHECK(check_file(files.path).tally.count() == kept + 1);
        CHECK(keys_of(DumpReader{files.path}).back() == "new");
    }
    CHECK(most == 12);
}

TEST_CASE("a file of somebody else's in the way of a dump is left alone")
{
    Files files;
    write(files.part, "somebody's notes");
    CHECK_THROWS_WITH(DumpWriter::resume(files.path, [](Record const &) {}), Catch::Contains("is no dump of omactl"));
    CHECK(read_file(files.part) == "somebody's notes");
}
