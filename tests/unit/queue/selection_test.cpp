#include "lib/core/error.hpp"
#include "lib/queue/selection.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>
#include <vector>

using namespace omactl;
using namespace omactl::queue;

namespace {

std::string job(std::string_view klass, std::string_view args)
{
    return fmt::format(R"({{"class":"{}","args":{}}})", klass, args);
}

/// '1' for each job that leaves.
std::string decide(Filter const &filter, std::vector<std::string> const &jobs)
{
    Selector selector{filter, std::ssize(jobs)};
    std::string bits;
    for (auto const &one : jobs) bits += selector.leaves(one) ? '1' : '0';
    return bits;
}

bool takes(std::string const &pointer, std::string const &value, std::string const &args)
{
    Filter filter;
    filter.where = {{pointer, value}};
    return Selector{filter, 1}.leaves(job("A", args));
}

}  // namespace

TEST_CASE("no condition takes everything, malformed jobs too")
{
    Filter const all;
    CHECK(all.everything());
    CHECK(decide(all, {job("A", "[]"), "junk", ""}) == "111");
}

TEST_CASE("by class, exactly")
{
    Filter filter;
    filter.klass = "A";
    CHECK_FALSE(filter.everything());
    CHECK(decide(filter, {job("A", "[]"), job("AB", "[]"), job("a", "[]"), job("B::A", "[]"), "A"}) == "10000");
}

TEST_CASE("ActiveJob's jobs are found by their own class and by the wrapper's")
{
    auto const wrapped = job("X::JobWrapper", R"([{"job_class":"A","arguments":[1]}])");
    Filter filter;
    filter.klass = "A";
    CHECK(decide(filter, {wrapped, job("A", "[1]"), job("X::JobWrapper", "[]")}) == "110");
    filter.klass = "X::JobWrapper";
    CHECK(decide(filter, {wrapped, job("A", "[1]"), job("X::JobWrapper", "[]")}) == "101");
}

TEST_CASE("a class with escapes is found as it stands in the payload, and as the text that it means")
{
    Filter filter;
    filter.klass = R"(Caf\u00e9)";
    CHECK(decide(filter, {job(R"(Caf\u00e9)", "[]"), job("Café", "[]")}) == "10");
    filter.klass = "Café";
    CHECK(decide(filter, {job(R"(Caf\u00e9)", "[]"), job("Café", "[]"), job(R"(Caf\u00e8)", "[]")}) == "110");
}

TEST_CASE("numbers compare by value, and a text is no number")
{
    CHECK(takes("/args/0", "42", "[42]"));
    CHECK_FALSE(takes("/args/0", "42", R"(["42"])"));
    CHECK(takes("/args/0", R"("42")", R"(["42"])"));
    CHECK_FALSE(takes("/args/0", R"("42")", "[42]"));
    CHECK_FALSE(takes("/args/0", "42", "[420]"));
    CHECK_FALSE(takes("/args/0", "42", "[4]"));
    CHECK_FALSE(takes("/args/0", "42", "[1,42]"));
}

TEST_CASE("64 bits of a number all count")
{
    CHECK(takes("/args/0", "9223372036854775807", "[9223372036854775807]"));
    CHECK_FALSE(takes("/args/0", "9223372036854775807", "[9223372036854775806]"));
    CHECK(takes("/args/0", "18446744073709551615", "[18446744073709551615]"));
    CHECK_FALSE(takes("/args/0", "18446744073709551615", "[18446744073709551614]"));
    CHECK_FALSE(takes("/args/0", "-9223372036854775808", "[-9223372036854775807]"));
    CHECK_FALSE(takes("/args/0", "9007199254740993", "[9007199254740992]"));  // equal as doubles
    CHECK_FALSE(takes("/args/0", "123456789012345678901234567890", "[123456789012345678901234567891]"));
}

TEST_CASE("what is no JSON is meant as text")
{
    CHECK(takes("/args/0", "abc", R"(["abc"])"));
    CHECK(takes("/args/0", "abc", R"(["\u0061bc"])"));
    CHECK(takes("/args/0", R"("abc")", R"(["\u0061bc"])"));
    CHECK_FALSE(takes("/args/0", "abc", R"(["abcd"])"));
    CHECK(takes("/args/0", "", R"([""])"));
    CHECK_FALSE(takes("/args/0", "", "[null]"));
    CHECK(takes("/args/0", "a b=c", R"(["a b=c"])"));
}

TEST_CASE("words of JSON mean the value, and quotes the text")
{
    CHECK(takes("/args/0", "true", "[true]"));
    CHECK_FALSE(takes("/args/0", "true", R"(["true"])"));
    CHECK(takes("/args/0", R"("true")", R"(["true"])"));
    CHECK(takes("/args/0", "null", "[null]"));
    CHECK_FALSE(takes("/args/1", "null", "[null]"));
    CHECK(takes("/args", "[1,2]", "[ 1, 2 ]"));
    CHECK(takes("/args/0", R"({"a":1})", R"([{ "a" : 1 }])"));
}

TEST_CASE("deep and escaped pointers")
{
    CHECK(takes("/args/0/site/id", "7", R"([{"site":{"id":7}}])"));
    CHECK(takes("/args/0/a~1b", "1", R"([{"a/b":1}])"));
    CHECK(takes("/args/0/a~0b", "1", R"([{"a~b":1}])"));
    CHECK_FALSE(takes("/args/0/site", "7", "[7]"));
    CHECK(takes("/class", "A", "[]"));
}

TEST_CASE("conditions combine by AND")
{
    Filter filter;
    filter.klass = "A";
    filter.where = {{"/args/0", "1"}, {"/args/1", "x"}};
    CHECK(decide(filter, {job("A", R"([1,"x"])"), job("A", R"([1,"y"])"), job("B", R"([1,"x"])"), job("A", "[1]")}) ==
          "1000");
}

TEST_CASE("malformed takes only what no worker could read")
{
    Filter filter;
    filter.malformed = true;
    CHECK(decide(filter, {job("A", "[]"), "junk", "", R"({"class":"A"})", job("A", "[]") + "x"}) == "01111");
    filter.klass = "A";  // what can't be read has no class
    CHECK(decide(filter, {job("A", "[]"), "junk", job("A", "[]") + "x"}) == "000");
}

TEST_CASE("of duplicates the oldest stays, and malformed jobs are none")
{
    Filter filter;
    filter.duplicates = true;
    CHECK(decide(filter, {job("A", "[1]"), job("A", "[2]"), job("A", "[1]"), job("B", "[1]"), job("A", "[1]"), "junk",
                          "junk"}) == "0010100");
}

TEST_CASE("duplicates of a class: others don't count")
{
    Filter filter;
    filter.duplicates = true;
    filter.klass = "A";
    CHECK(decide(filter, {job("B", "[1]"), job("B", "[1]"), job("A", "[1]"), job("A", "[1]")}) == "0001");
}

TEST_CASE("the newest N stay, whatever they are")
{
    std::vector<std::string> const five(5, job("A", "[1]"));
    Filter filter;
    filter.keep_newest = 2;
    CHECK(decide(filter, five) == "11100");
    filter.klass = "A";
    CHECK(decide(filter, five) == "11100");
    filter.duplicates = true;
    CHECK(decide(filter, five) == "01100");
    filter.keep_newest = 5;
    CHECK(decide(filter, five) == "00000");
    filter.keep_newest = 100;
    CHECK(decide(filter, five) == "00000");
    filter = {};
    filter.keep_newest = 1;
    CHECK(decide(filter, {"junk", "junk"}) == "10");
}

TEST_CASE("--where needs a pointer and a value")
{
    CHECK(parse_where("/args/0=42") == std::pair<std::string, std::string>{"/args/0", "42"});
    CHECK(parse_where("/args/0=a=b") == std::pair<std::string, std::string>{"/args/0", "a=b"});
    CHECK(parse_where("/args/0=") == std::pair<std::string, std::string>{"/args/0", ""});
    for (auto const *text : {"", "args", "/args/0", "args/0=42", "=42", "42=/args"}) {
        INFO(text);
        try {
            parse_where(text);
            FAIL("accepted");
        } catch (Error const &e) {
            CHECK(e.fault() == Fault::usage);
            CHECK(e.hint() == "for example --where /args/0=42");
        }
    }
}

TEST_CASE("a filter says what it takes")
{
    CHECK(Filter{}.describe() == "all");
    Filter filter;
    filter.klass = "A";
    filter.where = {{"/args/0", "1"}};
    filter.malformed = filter.duplicates = true;
    filter.keep_newest = 1'000;
    CHECK(filter.describe() == "class A, /args/0=1, malformed, duplicates, all but the newest 1,000");
}

TEST_CASE("only jobs that say they are older leave, and those that don't say are counted")
{
    Filter filter;
    filter.before = 1'795'403'527'000;
    filter.klass = "A";
    CHECK_FALSE(filter.everything());
    CHECK(filter.describe() == "class A, enqueued before 2026-11-23 03:12:07Z");
    Selector selector{filter, 10};
    CHECK(selector.leaves(R"({"class":"A","args":[],"enqueued_at":1795403526.999})"));
    CHECK(selector.leaves(R"({"class":"A","args":[],"enqueued_at":1795403526999})"));
    CHECK_FALSE(selector.leaves(R"({"class":"A","args":[],"enqueued_at":1795403527.0})"));
    CHECK_FALSE(selector.leaves(R"({"class":"A","args":[],"enqueued_at":1795403527001})"));
    CHECK(selector.timeless() == 0);
    CHECK_FALSE(selector.leaves(R"({"class":"B","args":[]})"));  // it would not leave anyway
    CHECK(selector.timeless() == 0);
    CHECK_FALSE(selector.leaves(R"({"class":"A","args":[]})"));
    CHECK_FALSE(selector.leaves(R"({"class":"A","args":[],"enqueued_at":"soon"})"));
    CHECK(selector.timeless() == 2);
}

TEST_CASE("the newest stay whatever their age")
{
    Filter filter;
    filter.before = 1'795'403'527'000;
    filter.keep_newest = 1;
    Selector selector{filter, 2};
    std::string const old = R"({"class":"A","args":[],"enqueued_at":1.5})";
    CHECK(selector.leaves(old));
    CHECK_FALSE(selector.leaves(old));
}
