#include "lib/core/text.hpp"
#include "lib/core/utf8.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace omactl;
using namespace std::string_literals;

TEST_CASE("UTF-8 is told from other bytes")
{
    CHECK(is_utf8(""));
    CHECK(is_utf8("plain text that is longer than sixteen bytes"));
    CHECK(is_utf8("größe 漢字 😀 \u07ff \u0800 \uffff \U0010ffff"));
    CHECK(is_utf8("\0"s));
    CHECK(utf8::first(std::string_view{"漢"}.substr(0, 2)).length == 0);  // the byte behind the end would complete it
    auto const bad = GENERATE(as<std::string>{}, "\x80", "\xff", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80",
                              "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf0\x80\x80\xaf", "\xc3", "\xe6\xbc",
                              "\xf0\x9f\x98", "\xc3(", "\xe6(\xa2");
    CHECK_FALSE(is_utf8(bad));
    // Wherever in a longer text it stands.
    for (std::size_t at = 0; at < 40; ++at)
        CHECK_FALSE(is_utf8(std::string(at, 'x') + bad + std::string(40 - at, 'x')));
}

TEST_CASE("base64 both ways")
{
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("\xff\xfe\xfd") == "//79");
    std::mt19937 random{7};
    for (std::size_t size = 0; size < 100; ++size) {
        std::string bytes;
        for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(random());
        CHECK(from_base64(base64(bytes)) == bytes);
    }
    for (auto const *text : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v=", "====", "Zm 9", "Zm9v\n", "Zg==Zg=="})
        CHECK_FALSE(from_base64(text).has_value());
}

TEST_CASE("hex")
{
    CHECK(hex("") == "");
    CHECK(hex("\x00\x7f\xff"s) == "007fff");
}

TEST_CASE("columns of a terminal")
{
    CHECK(columns("") == 0);
    CHECK(columns("plain") == 5);
    CHECK(columns("größe") == 5);
    CHECK(columns("漢字") == 4);
    CHECK(columns("e\u0301") == 1);  // a letter and its accent
    CHECK(columns("😀") == 2);
    CHECK(columns("한국") == 4);
    CHECK(columns("\uff21") == 2);  // full-width A
    CHECK(columns("a\xff") == 2);
}

TEST_CASE("text is cut to columns, with a sign that it was")
{
    CHECK(cut("plain", 5) == "plain");
    CHECK(cut("plain", 4) == "pla…");
    CHECK(cut("plain", 1) == "…");
    CHECK(cut("plain", 0) == "");
    CHECK(cut("", 0) == "");
    CHECK(cut("漢字漢字", 8) == "漢字漢字");
    CHECK(cut("漢字漢字", 7) == "漢字漢…");
    CHECK(cut("漢字漢字", 6) == "漢字…");  // half a character does not fit
    CHECK(cut("ae\u0301x", 2) == "a…");
    CHECK(cut("ae\u0301xy", 3) == "ae\u0301…");
}

TEST_CASE("the nearest words to a slip")
{
    std::vector<std::string> const words{"clear", "requeue", "move", "peek", "push", "why", "top", "ls", "export"};
    CHECK(nearest("claer", words).front() == "clear");
    CHECK(nearest("reqeue", words).front() == "requeue");
    CHECK(nearest("exp", words) == std::vector<std::string>{"export"});
    CHECK(nearest("sl", words) == std::vector<std::string>{"ls"});
    CHECK(nearest("elephant", words).empty());
    CHECK(nearest("", words).empty());
    std::vector<std::string> const many{"aab", "aac", "aaa", "aad", "aaa"};
    CHECK(nearest("aaa", many) == std::vector<std::string>{"aaa", "aab", "aac"});
}

TEST_CASE("splitting and trimming")
{
    CHECK(split("a,b,,c", ',') == std::vector<std::string_view>{"a", "b", "", "c"});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(split(",", ',') == std::vector<std::string_view>{"", ""});
    CHECK(trim("  a b\t\r\n") == "a b");
    CHECK(trim(" \n") == "");
    CHECK(trim("") == "");
}

TEST_CASE("words as a shell takes them")
{
    CHECK(shell_quoted("sites") == "sites");
    CHECK(shell_quoted("production/sites:2") == "production/sites:2");
    CHECK(shell_quoted("") == "''");
    CHECK(shell_quoted("two words") == "'two words'");
    CHECK(shell_quoted("it's") == "'it'\\''s'");
    CHECK(shell_quoted("$HOME") == "'$HOME'");
    CHECK(shell_quoted("~") == "'~'");
    CHECK(shell_quoted("=ls") == "'=ls'");
    CHECK(shell_quoted("größe") == "'größe'");
    CHECK(shell_quoted("it's \x1b[31m\\") == R"($'it\'s \x1b[31m\\')");
    CHECK(shell_quoted("ö\xff\n") == R"($'ö\xff\x0a')");
}
