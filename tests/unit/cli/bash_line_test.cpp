#include "lib/cli/bash_line.hpp"

#include <catch2/catch.hpp>

using namespace omactl::cli;

namespace {

constexpr std::string_view k_breaks = " \t\n\"'><=;|&(:";
using Words = std::vector<std::string>;

BashLine of(std::string_view line)
{
    return bash_line(line, k_breaks);
}

}  // namespace

TEST_CASE("a line of bash falls apart into words without their quotes")
{
    CHECK(of("omactl queue ls").words == Words{"omactl", "queue", "ls"});
    CHECK(of("omactl  queue ").words == Words{"omactl", "queue", ""});
    CHECK(of("a 'b c' \"d e\" f\\ g").words == Words{"a", "b c", "d e", "f g"});
    CHECK(of("a '' ").words == Words{"a", "", ""});
    CHECK(of("a ''").words == Words{"a", ""});
    CHECK(of("a \"x\\\"y\\n\"").words == Words{"a", "x\"y\\n"});
    CHECK(of("a b\\").words == Words{"a", "b"});
    CHECK(of("").words == Words{""});
}

TEST_CASE("what bash replaces begins behind a ':' or '=', or behind an open quote")
{
    CHECK(of("a b").kept == 0);
    CHECK(of("a b:c").kept == 2);
    CHECK(of("a b:c:").kept == 4);
    CHECK(of("a b\\:c").kept == 0);
    CHECK(of("a b:c d").kept == 0);
    CHECK(of("a --queue=x").kept == 8);
    CHECK(of("a 'b:c").kept == 0);
    CHECK(of("a b:'c d").kept == 2);
    CHECK(of("a b:'c d'e").kept == 2);
    CHECK(bash_line("a b:c", " ").kept == 0);
}

TEST_CASE("a reply is quoted as the word was begun")
{
    CHECK(of("a my").reply("my queue") == "my\\ queue");
    CHECK(of("a 'my").reply("my queue") == "my queue");
    CHECK(of("a 'it").reply("it's") == "it'\\''s");
    CHECK(of("a \"d").reply("d$l\"r it's") == "d\\$l\\\"r it's");
    CHECK(of("a x:").reply("x:y z") == "y\\ z");
    CHECK(of("a ").reply("~a*b#c") == "\\~a\\*b\\#c");
    CHECK(of("a ").reply("umläut-1.2_3@x/y") == "umläut-1.2_3@x/y");
}
