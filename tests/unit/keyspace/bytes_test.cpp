#include "lib/core/error.hpp"
#include "lib/keyspace/crc64.hpp"
#include "lib/keyspace/elements.hpp"
#include "lib/keyspace/lzf.hpp"
#include "lib/keyspace/payload.hpp"
#include "lib/keyspace/restore.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace omactl;
using namespace omactl::keyspace;
using namespace std::string_literals;

TEST_CASE("CRC-64 is that of Redis")
{
    CHECK(crc64("") == 0);
    CHECK(crc64("123456789") == 0xe9c6d914c4b8d9ca);
    std::string const text = "This is a test of the emergency broadcast system, and a bit more.";
    for (std::size_t cut = 0; cut <= text.size(); ++cut)
        CHECK(crc64(text.substr(cut), crc64(text.substr(0, cut))) == crc64(text));
}

TEST_CASE("a payload of DUMP is checked as RESTORE would")
{
    auto const real = "\0\xc0\n\n\0n\x9fWE\x0e\xae"
                      "c\xbb"s;  // SET k 10, DUMP k on Redis 7.0
    CHECK(what_is_wrong(real).empty());
    CHECK(payload_version(real) == 10);
    CHECK(to_payload(0, "\xc0\n", 10) == real);
    for (std::size_t i = 0; i < real.size(); ++i) {
        auto damaged = real;
        damaged[i] = static_cast<char>(damaged[i] ^ 1);
        CHECK(what_is_wrong(damaged) == "checksum is wrong");
        CHECK_FALSE(what_is_wrong(real.substr(0, i)).empty());
    }
}

TEST_CASE("numbers and bytes come back, and an early end is said")
{
    std::string bytes;
    for (std::uint64_t const n : {0ull, 127ull, 128ull, 300ull, 1ull << 32, ~0ull}) append_number(bytes, n);
    append_bytes(bytes, "\0a"s);
    Taker taker{bytes, "here"};
    for (std::uint64_t const n : {0ull, 127ull, 128ull, 300ull, 1ull << 32, ~0ull}) CHECK(taker.number() == n);
    CHECK(taker.bytes() == "\0a"s);
    CHECK(taker.empty());
    CHECK_THROWS_WITH(taker.byte(), "here: a record is broken");
    Taker cut{"\x05"
              "abc",
              "here"};
    CHECK_THROWS_AS(cut.bytes(), Error);
}

TEST_CASE("LZF: as Redis packs, and what is broken")
{
    CHECK(unpack_lzf("\x04"
                     "hello",
                     5) == "hello");
    CHECK(unpack_lzf("\0a\xe0\x0b\0"s, 21) == std::string(21, 'a'));
    CHECK(unpack_lzf("\0a\xe0\x0b\0"s, 20) == std::nullopt);
    CHECK(unpack_lzf("\0a\xe0\x0b\x05"s, 21) == std::nullopt);  // from before its beginning
    CHECK(unpack_lzf("\x1f"
                     "abc",
                     32) == std::nullopt);
    CHECK(unpack_lzf("", 1'000'000'000) == std::nullopt);
}

TEST_CASE("globs are those of Redis")
{
    for (auto const *matching : {"*", "resque:*", "*:queue:*", "resque:queue:site?", "r[a-f]sque:*", "r[^x]sque:*",
                                 "resque:queue:\\sites", "*s", "resque*sites", "**es"}) {
        CAPTURE(matching);
        CHECK(glob_match(matching, "resque:queue:sites"));
    }
    for (auto const *other :
         {"", "resque", "resque:queue:site", "?esque", "r[^e]sque:*", "*x*", "resque:queue:sites?"}) {
        CAPTURE(other);
        CHECK_FALSE(glob_match(other, "resque:queue:sites"));
    }
    CHECK(glob_match("", ""));
    CHECK(glob_match("a\\*b", "a*b"));
    CHECK_FALSE(glob_match("a\\*b", "axb"));
    CHECK(glob_match("[a-", "a"));
    CHECK_FALSE(glob_match(std::string(60, '*') + "b", std::string(20'000, 'a')));
}
