#include "lib/cli/screen.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::cli;

TEST_CASE("a picture overwrites line by line, and wipes what is behind and below")
{
    CHECK(picture("ab\nc\n", {10, 5}) == "\x1b[Hab\x1b[K\r\nc\x1b[K\r\n\x1b[J");
    CHECK(picture("", {10, 5}) == "\x1b[H\x1b[K\r\n\x1b[J");
}

TEST_CASE("a picture never scrolls: lines that don't fit are left away")
{
    CHECK(picture("a\nb\nc\nd\n", {10, 3}) == "\x1b[Ha\x1b[K\r\nb\x1b[K\r\nc\x1b[K");
    CHECK(picture("a\nb\nc", {10, 3}) == "\x1b[Ha\x1b[K\r\nb\x1b[K\r\nc\x1b[K");
}

TEST_CASE("at the edge of the screen nothing is wiped: that would take the last character")
{
    CHECK(picture("abcd\nabc\n", {4, 5}) == "\x1b[Habcd\r\nabc\x1b[K\r\n\x1b[J");
    CHECK(picture("\x1b[31mabcd\x1b[0m", {4, 5}) == "\x1b[H\x1b[31mabcd\x1b[0m\r\n\x1b[J");
    CHECK(picture("\x1b[31mabc\x1b[0m", {4, 1}) == "\x1b[H\x1b[31mabc\x1b[0m\x1b[K");
    CHECK(picture("日本", {4, 1}) == "\x1b[H日本");
}
