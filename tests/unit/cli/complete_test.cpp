#include "lib/cli/complete.hpp"
#include "tests/unit/cli/commands.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace omactl;
using namespace omactl::cli;

namespace {

using Words = std::vector<std::string>;

Wish wish(Words const &words)
{
    return wish_of(words);
}

Words offered(Words const &line)
{
    Words words;
    for (auto const &candidate : wish(line).candidates) words.push_back(candidate.word);
    return words;
}

bool offers(Words const &line, std::string const &word)
{
    auto const all = offered(line);
    return std::find(all.begin(), all.end(), word) != all.end();
}

}  // namespace

TEST_CASE("the first words are commands and groups, with what they do")
{
    CHECK(offered({""}) == Words{"crate", "status"});
    CHECK(offered({"crate", ""}) == Words{"label", "lost", "ls", "move"});
    CHECK(offered({"crate", "lost", ""}) == Words{"count", "ls"});
    CHECK(offered({"-q", "crate", "lost", ""}) == Words{"count", "ls"});
    CHECK(wish({"crate", ""}).candidates.back().about == "Move a crate to a shelf");
    CHECK(offered({"nonsense", ""}).empty());
    CHECK(wish_of({}).candidates.empty());
}

TEST_CASE("options come at a hyphen, and when no argument is left")
{
    CHECK(offers({"crate", "move", "--"}, "--limit"));
    CHECK(offers({"crate", "move", "-"}, "--dry-run"));
    CHECK(offers({"crate", "move", "c1", "top", ""}, "--fragile"));
    CHECK_FALSE(offers({"crate", "ls", "-"}, "--dry-run"));
    CHECK(offers({"-"}, "--version"));
    CHECK_FALSE(offers({"crate", "-"}, "--version"));
    CHECK_FALSE(offers({"crate", "move", "c1", ""}, "--fragile"));
}

TEST_CASE("an option is offered once, unless it may be repeated")
{
    CHECK_FALSE(offers({"crate", "move", "--fragile", "-"}, "--fragile"));
    CHECK_FALSE(offers({"crate", "move", "-l", "3", "-"}, "--limit"));
    CHECK_FALSE(offers({"crate", "move", "-nl3", "-"}, "--dry-run"));
    CHECK(offers({"crate", "move", "--kind", "a", "-"}, "--kind"));
}

TEST_CASE("behind -- nothing is an option")
{
    CHECK(offered({"crate", "ls", "--", "-"}).empty());
    CHECK(wish({"crate", "move", "--", "-"}).names == Complete::queues);
    CHECK(wish({"crate", "move", "--", "--limit="}).before.empty());
}

TEST_CASE("an argument or value is of the kind that its definition names")
{
    CHECK(wish({"crate", "move", ""}).names == Complete::queues);
    CHECK(wish({"crate", "move", "--limit", "3", ""}).names == Complete::queues);
    CHECK(wish({"crate", "move", "--limit", ""}).names == Complete::none);
    CHECK(wish({"crate", "move", "c1", ""}).names == Complete::none);
    CHECK(wish({"-e", ""}).names == Complete::environments);
    CHECK(wish({"crate", "move", "-ne", ""}).names == Complete::environments);
    CHECK(wish({"crate", "move", "--plan-out", ""}).names == Complete::files);
    CHECK(offered({"status", "--output", ""}) == Words{"table", "json", "jsonl", "tsv"});
    CHECK(offered({"status", "-o", ""}) == Words{"table", "json", "jsonl", "tsv"});
}

TEST_CASE("a value in one word with its option is completed by itself")
{
    auto const asked = wish({"status", "--env=pro"});
    CHECK(asked.names == Complete::environments);
    CHECK(asked.before == "--env=");
    CHECK(asked.typed == "pro");
    CHECK(wish({"status", "--quiet="}).candidates.empty());
    CHECK(wish({"status", "--nonsense="}).candidates.empty());
}

TEST_CASE("the line says where names are looked up")
{
    CHECK(wish({"-e", "prod", "crate", "move", "--config=/c", ""}).env == "prod");
    CHECK(wish({"-eprod", "crate", "move", "--config=/c", ""}).env == "prod");
    CHECK(wish({"-e", "prod", "crate", "move", "--config=/c", ""}).config == "/c");
    CHECK(wish({"crate", "move", ""}).command->spec().path == "crate move");
}
