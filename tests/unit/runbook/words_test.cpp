// A line of a page means what a shell would make of it, pasted.
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/words.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;
using runbook::filled;
using runbook::split_words;

std::vector<std::string> words(std::string_view line, runbook::Values const &values = {})
{
    return filled(split_words(line), values);
}

using Words = std::vector<std::string>;

TEST_CASE("blanks part words, quotation marks hold them together")
{
    CHECK(words("omactl queue  ls\t-q") == Words{"omactl", "queue", "ls", "-q"});
    CHECK(words(R"(a 'b c' "d e" f'g h'i "")") == Words{"a", "b c", "d e", "fg hi", ""});
    CHECK(words(R"('$x `y` | \n' "a;b'c")") == Words{R"($x `y` | \n)", "a;b'c"});
}

TEST_CASE("a backslash does what it does in a shell")
{
    CHECK(words(R"(a\ b \$x \\ \')") == Words{"a b", "$x", "\\", "'"});
    CHECK(words(R"("a \"b\" \\ \$c")") == Words{R"(a "b" \ $c)"});
    CHECK_THROWS_AS(words(R"("a\n")"), Error);  // shells differ
    CHECK_THROWS_AS(words("a\\"), Error);
}

TEST_CASE("what was quoted for a shell comes back as it was")
{
    for (std::string const value : {"two words", "it's", "$(reboot)", "a'b\"c\\d", "*", "''", "{\"a\":[1]}", "#1"})
        CHECK(words(shell_quoted(value)) == Words{value});
}

TEST_CASE("what a shell would do besides is refused")
{
    for (auto const *line : {"a | b", "a > b", "$x", "`x`", "a &", "a; b", "ls *", "# x", "~/x", "\"$x\"", "'open"}) {
        INFO(line);
        CHECK_THROWS_AS(words(line), Error);
    }
}

TEST_CASE("a parameter's value is one argument, whatever is in it")
{
    for (std::string const value : {"two words", "it's", "$(reboot)", "a'b\"c", "a;b", "*", "{{queue}}", "a\\"}) {
        CHECK(words("queue ls {{queue}}", {{"queue", value}}) == Words{"queue", "ls", value});
        CHECK(words("queue ls 'x-{{queue}}'", {{"queue", value}}) == Words{"queue", "ls", "x-" + value});
    }
    CHECK_THROWS_AS(words("queue ls {{queue}}", {{"queue", "--yes"}}), Error);
    CHECK_THROWS_AS(words("queue ls {{que}}", {{"queue", "a"}}), Error);
}

}  // namespace
