#include "lib/core/text.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace omactl;
using namespace std::string_literals;

TEST_CASE("what is printable stays")
{
    CHECK(printable("") == "");
    CHECK(printable(R"({"class":"RefreshSite","args":[1842],"path":"C:\\x"})") ==
          R"({"class":"RefreshSite","args":[1842],"path":"C:\\x"})");
    CHECK(printable("größe 漢字 😀 ~") == "größe 漢字 😀 ~");
}

TEST_CASE("nothing reaches the terminal that it would obey")
{
    CHECK(printable("\x1b[2J\x1b]0;x\x07") == "\\x1b[2J\\x1b]0;x\\x07");
    CHECK(printable("a\nb\tc\rd") == "a\\nb\\tc\\x0dd");
    CHECK(printable("\0\x7f"s) == "\\x00\\x7f");
    CHECK(printable("\u0080\u009b31m\u009f") == "\\u{80}\\u{9b}31m\\u{9f}");
    CHECK(printable("\u202a\u202e\u2066\u2069\u200e\u200f\u061c") ==
          "\\u{202a}\\u{202e}\\u{2066}\\u{2069}\\u{200e}\\u{200f}\\u{61c}");
    CHECK(printable("\u2028\u2029") == "\\u{2028}\\u{2029}");
    CHECK(printable("\u202f\u2065\u00a0") == "\u202f\u2065\u00a0");
}

TEST_CASE("bytes that are not UTF-8 show as what they are")
{
    CHECK(printable("\xff\xfe") == "\\xff\\xfe");
    CHECK(printable("caf\xe9 au lait") == "caf\\xe9 au lait");
    CHECK(printable("\xe6\xbc") == "\\xe6\\xbc");
    CHECK(printable("\x9b"
                    "31m") == "\\x9b31m");
}

TEST_CASE("of random bytes nothing dangerous is left, wherever it stands")
{
    unsigned const seed = 20'261'123;
    std::mt19937 random{seed};
    for (int round = 0; round < 5'000; ++round) {
        std::string bytes(random() % 60, 'x');
        for (int i = 0; i < 6 && !bytes.empty(); ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
        auto const text = printable(bytes);
        bool good = is_utf8(text) && printable(text) == text;
        for (unsigned char const c : text) good = good && c >= 0x20 && c != 0x7f;
        if (!good) FAIL("seed " << seed << ", bytes " << hex(bytes) << " became " << hex(text));
    }
}
