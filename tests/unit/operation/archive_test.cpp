#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/operation/archive.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <random>

#include "fake.hpp"

using namespace omactl;
using namespace omactl::op;
using namespace omactl::tests;

namespace {

Json const k_header{
    {"omactl", "archive"}, {"v", 1}, {"id", "01JDB7Q4AAAAAAAAAAAAAAAAAA"}, {"key", "resque:queue:sites"}};

void keep(std::string const &path, std::vector<std::string> const &records)
{
    ArchiveWriter writer{path, k_header};
    for (auto const &record : records) writer.add(record);
    CHECK(writer.count() == std::ssize(records));
    writer.finish();
}

std::vector<std::string> all_of(std::string const &path)
{
    ArchiveReader reader{path};
    std::vector<std::string> records;
    while (auto const record = reader.next()) {
        records.emplace_back(*record);
        if (reader.position() != std::ssize(records)) throw std::logic_error{"position"};
    }
    if (reader.count() != std::ssize(records)) throw std::logic_error{"count"};
    return records;
}

void put(std::string const &path, std::string_view bytes)
{
    auto const fd = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(fd.get(), bytes, path);
}

std::string packed(std::string_view text)
{
    std::string bytes(ZSTD_compressBound(text.size()), '\0');
    bytes.resize(ZSTD_compress(bytes.data(), bytes.size(), text.data(), text.size(), 1));
    return bytes;
}

std::string unpacked(std::string const &bytes)
{
    std::string text(1'000'000, '\0');
    auto const size = ZSTD_decompress(text.data(), text.size(), bytes.data(), bytes.size());
    REQUIRE_FALSE(ZSTD_isError(size));
    text.resize(size);
    return text;
}

/// Refused in our own words, or read to the same end.
bool refused_or_same(std::string const &path, std::vector<std::string> const &records)
{
    try {
        return all_of(path) == records;
    } catch (Error const &e) {
        return e.fault() == Fault::failed;
    }
}

std::vector<std::string> const k_few{R"({"class":"A","args":[1]})", "", std::string("\0a\0", 3), "\xff\xfe",
                                     "käse \"\\\n\t"};

}  // namespace

TEST_CASE("what is kept comes back, byte for byte")
{
    Folder const folder;
    auto const path = folder / "a.zst";
    std::vector<std::string> records = k_few;
    records.push_back("{\"base64\":\"eA==\"}");
    records.push_back(R"({"count":1,"sha256":"x"})");
    records.push_back("\xed\xa0\x80");  // half a surrogate pair
    records.push_back("\xf0\x9f\x98");  // a cut character
    std::string every;
    for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
    records.push_back(every);
    keep(path, records);
    CHECK(all_of(path) == records);
    auto const facts = check_archive(path);
    REQUIRE(facts);
    CHECK(facts->count == std::ssize(records));
    CHECK(facts->header == k_header);
}

TEST_CASE("an archive of nothing is an archive")
{
    Folder const folder;
    keep(folder / "a.zst", {});
    CHECK(all_of(folder / "a.zst").empty());
    CHECK(check_archive(folder / "a.zst")->count == 0);
}

TEST_CASE("records of any size")
{
    Folder const folder;
    std::mt19937 random{7};
    std::string noise(5'000'000, '\0');
    for (auto &c : noise) c = static_cast<char>(random());
    std::vector<std::string> const records{"small", noise, std::string(5'000'000, 'x'), "", noise.substr(0, 262'144)};
    keep(folder / "a.zst", records);
    CHECK(all_of(folder / "a.zst") == records);
}

TEST_CASE("100,000 records")
{
    Folder const folder;
    std::vector<std::string> records;
    for (int n = 0; n < 100'000; ++n) records.push_back(fmt::format(R"({{"class":"RefreshSite","args":[{}]}})", n * 7));
    keep(folder / "a.zst", records);
    CHECK(all_of(folder / "a.zst") == records);
    CHECK(std::string_view{read_file(folder / "a.zst")}.size() < 1'500'000);
}

TEST_CASE("the file is what the page says: JSON lines with a header and a trailer")
{
    Folder const folder;
    keep(folder / "a.zst", {R"({"a":1})", "\xff"});
    auto const text = unpacked(read_file(folder / "a.zst"));
    auto const lines = split(text, '\n');
    REQUIRE(lines.size() == 5);
    CHECK(Json::parse(lines[0]) == k_header);
    CHECK(lines[1] == R"({"n":0,"job":"{\"a\":1}"})");
    CHECK(lines[2] == R"({"n":1,"job":{"base64":"/w=="}})");
    auto const trailer = Json::parse(lines[3]);
    CHECK(trailer.at("count") == 2);
    CHECK(trailer.at("sha256").get<std::string>().size() == 64);
    CHECK(lines[4].empty());
}

TEST_CASE("only its owner may read it, and its folders are made")
{
    Folder const folder;
    ::umask(0);
    keep(folder / "deep/er/a.zst", k_few);
    ::umask(022);
    struct stat facts = {};
    REQUIRE(::stat((folder / "deep/er/a.zst").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
}

TEST_CASE("until it is finished there is no archive, and an abandoned one leaves nothing")
{
    Folder const folder;
    auto const path = folder / "a.zst";
    {
        ArchiveWriter writer{path, k_header};
        for (int n = 0; n < 20'000; ++n) writer.add("some record that takes its room " + std::to_string(n));
        CHECK(is_there(path + ".part"));
        CHECK_FALSE(is_there(path));
        CHECK_FALSE(check_archive(path));
        CHECK(error_of([&] { ArchiveReader{path}; }).fault() == Fault::not_found);
    }
    CHECK_FALSE(is_there(path));
    CHECK_FALSE(is_there(path + ".part"));
}

TEST_CASE("what a killed one left behind is written over")
{
    Folder const folder;
    put(folder / "a.zst.part", std::string(10'000, 'x'));
    keep(folder / "a.zst", k_few);
    CHECK(all_of(folder / "a.zst") == k_few);
    CHECK_FALSE(is_there(folder / "a.zst.part"));
}

TEST_CASE("every truncation is refused")
{
    Folder const folder;
    keep(folder / "a.zst", k_few);
    auto const whole = read_file(folder / "a.zst");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        put(folder / "cut.zst", std::string_view{whole}.substr(0, size));
        INFO(size << " of " << whole.size());
        CHECK(error_of([&] { all_of(folder / "cut.zst"); }).fault() == Fault::failed);
        CHECK(error_of([&] { check_archive(folder / "cut.zst"); }).fault() == Fault::failed);
    }
}

TEST_CASE("each flipped bit is refused, or changes nothing that is read")
{
    Folder const folder;
    keep(folder / "a.zst", k_few);
    auto const whole = read_file(folder / "a.zst");
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            auto broken = whole;
            broken[at] = static_cast<char>(broken[at] ^ 1 << bit);
            put(folder / "broken.zst", broken);
            INFO("byte " << at << " bit " << bit);
            REQUIRE(refused_or_same(folder / "broken.zst", k_few));
        }
    }
}

TEST_CASE("bytes behind the end are refused")
{
    Folder const folder;
    keep(folder / "a.zst", k_few);
    auto const whole = read_file(folder / "a.zst");
    put(folder / "more.zst", whole + "x");
    CHECK(error_of([&] { all_of(folder / "more.zst"); }).fault() == Fault::failed);
    put(folder / "twice.zst", whole + whole);
    CHECK(error_of([&] { all_of(folder / "twice.zst"); }).fault() == Fault::failed);
}

TEST_CASE("text that is well packed and not ours is refused, each in our own words")
{
    Folder const folder;
    keep(folder / "a.zst", {"x", "y"});
    auto const text = unpacked(read_file(folder / "a.zst"));
    auto const path = folder / "forged.zst";
    auto const refuses = [&](std::string const &forged) {
        put(path, packed(forged));
        return error_of([&] { all_of(path); });
    };
    auto const swap = [&](std::string const &from, std::string const &to) {
        auto forged = text;
        REQUIRE(contains(forged, from));
        return forged.replace(forged.find(from), from.size(), to);
    };
    put(path, packed(text));
    REQUIRE(all_of(path).size() == 2);
    auto const trailer = text.find(R"({"count")");
    for (auto const &forged : {std::string{},
                               std::string{"\n"},
                               std::string{"{}\n"},
                               std::string{"junk\n"},
                               swap("archive", "other"),
                               swap(R"("omactl":"archive")", R"("omactl":7)"),
                               swap(R"({"omactl")", R"([{"omactl")"),
                               text.substr(0, trailer),
                               text.substr(0, text.size() - 1),
                               swap(R"("n":1)", R"("n":2)"),
                               swap(R"("job":"x")", R"("job":"z")"),
                               swap(R"("job":"x")", R"("job":7)"),
                               swap(R"("job":"x")", R"("job":{"base64":"!"})"),
                               swap(R"("job":"x")", R"("job":{"base64":7})"),
                               swap(R"("job":"x"})", R"("job":"x")"),
                               swap(R"("count":2)", R"("count":3)"),
                               swap(R"("count":2)", R"("count":"2")"),
                               swap(R"("count":2)", R"("count":2,)"),
                               swap(R"("count":2)", R"("count":)"),
                               swap(R"("sha256":")", R"("sha256":"0)"),
                               swap(R"("sha256":")", R"("sha512":")"),
                               swap(R"({"n":1,"job":"y"})"
                                    "\n",
                                    "")}) {
        INFO(forged);
        auto const error = refuses(forged);
        CHECK(error.fault() == Fault::failed);
        CHECK(error.message().starts_with("archive " + path + ": "));
        CHECK(error.hint() == "zstdcat shows what is left of it");
    }
}

TEST_CASE("a right checksum makes no archive of something else")
{
    Folder const folder;
    auto const path = folder / "forged.zst";
    auto const refuses = [&](std::string const &text, std::string const &count) {
        auto const digest = openssl::module().sha256();
        digest->add(text);
        put(path, packed(fmt::format("{}{{\"count\":{},\"sha256\":\"{}\"}}\n", text, count, hex(digest->finish()))));
        return error_of([&] { all_of(path); }).fault() == Fault::failed;
    };
    std::string const header = R"({"omactl":"archive"})"
                               "\n",
                      first = R"({"n":0,"job":"x"})"
                              "\n";
    CHECK_FALSE(refuses(header, "0"));
    CHECK_FALSE(refuses(header + first, "1"));
    CHECK(refuses(R"({"omactl":"journal"})"
                  "\n" +
                      first,
                  "1"));
    CHECK(refuses(R"({"other":"archive"})"
                  "\n" +
                      first,
                  "1"));
    CHECK(refuses(header + first + first, "2"));
    CHECK(refuses(header + R"({"n":1,"job":"x"})"
                           "\n",
                  "1"));
    CHECK(refuses(header + R"({"n":0,"job":"x")"
                           "\n",
                  "1"));
    CHECK(refuses(header + R"({"n":0,"job":7})"
                           "\n",
                  "1"));
    CHECK(refuses(header + R"({"n":0,"job":{"base64":"!"}})"
                           "\n",
                  "1"));
    CHECK(refuses(header + first, "2"));
    CHECK(refuses(header + first, "\"1\""));
}

TEST_CASE("no archive is no damage")
{
    Folder const folder;
    CHECK_FALSE(check_archive(folder / "none.zst"));
    CHECK(error_of([&] { ArchiveReader{folder / "none.zst"}; }).fault() == Fault::not_found);
}

TEST_CASE("where it can't be written it says so")
{
    Folder const folder;
    put(folder / "file", "x");
    CHECK(error_of([&] { ArchiveWriter{folder / "file/a.zst", k_header}; }).fault() == Fault::failed);
    if (is_there("/dev/full")) {
        // The kernel's own full disk, under the temporary name.
        REQUIRE(::symlink("/dev/full", (folder / "full.zst.part").c_str()) == 0);
        auto const error = error_of([&] { keep(folder / "full.zst", k_few); });
        CHECK(error.fault() == Fault::failed);
        CHECK(contains(error.message(), "no space left"));
        CHECK_FALSE(is_there(folder / "full.zst"));
    }
}

TEST_CASE("the checksum of the file tells any damage without unpacking it")
{
    Folder const folder;
    std::string written;
    {
        ArchiveWriter writer{folder / "a.zst", k_header};
        for (auto const &record : k_few) writer.add(record);
        writer.finish();
        written = writer.checksum();
    }
    CHECK(archive_checksum(folder / "a.zst") == written);
    auto const whole = read_file(folder / "a.zst");
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto broken = whole;
        broken[at] = static_cast<char>(broken[at] ^ 4);
        put(folder / "broken.zst", broken);
        REQUIRE(archive_checksum(folder / "broken.zst") != written);
    }
    put(folder / "short.zst", whole.substr(0, whole.size() - 1));
    CHECK(archive_checksum(folder / "short.zst") != written);
}
