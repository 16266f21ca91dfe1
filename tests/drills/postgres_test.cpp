// That the accounts of PostgreSQL's drills would notice what goes wrong.

#include "tests/cli/terminal.hpp"
#include "tests/drills/world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using namespace omactl;
using tests::World;
using Json = nlohmann::json;

/// The verdict of a drill that was not mended.
Json unmended(World const &world, std::string const &drill)
{
    auto const ended = world.run({"drill", drill, "--auto", "--json"});
    INFO(drill << ended.out << ended.err);
    CHECK(ended.status == 3);
    auto verdict = Json::parse(ended.out);
    CHECK(verdict.at("status") == "not mended");
    CHECK(world.left_behind().empty());
    return verdict;
}

bool failed(Json const &verdict, std::string const &check)
{
    auto const &all = verdict.at("checks");
    return std::any_of(all.begin(), all.end(), [&](Json const &one) {
        return !one.at("ok").get<bool>() && one.at("check").get<std::string>().find(check) != std::string::npos;
    });
}

TEST_CASE("a commit that is lost or there twice is noticed, whatever the page says")
{
    World const world;
    for (auto const &[name, what] : {std::pair{"pg-forgets", "lost"}, std::pair{"pg-repeats", "doubled"}}) {
        auto const commits = unmended(world, name).at("commits");
        CHECK(commits.at("acknowledged") >= 40);
        for (auto const *other : {"lost", "doubled"}) CHECK(commits.at(other) == (other == std::string{what} ? 1 : 0));
        CHECK(commits.at("ended") == 0);
    }
}

TEST_CASE("a pile that stays is noticed")
{
    World const world;
    auto const verdict = unmended(world, "pg-unmended");
    CHECK(verdict.at("runbook") == "pg-looks");
    CHECK(failed(verdict, "not all get on with their work"));
    CHECK(failed(verdict, "the migration that waited went through"));
    CHECK(verdict.at("commits").at("lost") == 0);
}

TEST_CASE("a page that ends those who wait does not pass for a cure")
{
    World const world;
    auto const verdict = unmended(world, "pg-careless");
    CHECK(verdict.at("commits").at("ended") == 2);
    CHECK(failed(verdict, "somebody who only worked was cancelled or disconnected"));
    CHECK(failed(verdict, "the migration that waited went through"));
}

TEST_CASE("a connection that somebody ended is told from one that a restart ended")
{
    World const world;
    auto const brutal = unmended(world, "pg-brutal").at("commits");
    CHECK(brutal.at("ended") == 2);
    CHECK(brutal.at("reconnected") == 0);

    auto const ended = world.run({"drill", "pg-restarts", "--auto", "--json"});
    INFO(ended.out << ended.err);
    CHECK(ended.status == 0);
    auto const commits = Json::parse(ended.out).at("commits");
    CHECK(commits.at("ended") == 0);
    CHECK(commits.at("reconnected") == 4);
    CHECK(commits.at("lost") == 0);
    CHECK(commits.at("doubled") == 0);
    CHECK(world.left_behind().empty());
}

TEST_CASE("a server that stays away is noticed, and nothing is said of what could not be counted")
{
    World const world;
    auto const verdict = unmended(world, "pg-gone");
    CHECK(failed(verdict, "the commits can be counted"));
    CHECK(verdict.at("commits").empty());
}

TEST_CASE("an engineer mends a full server in the shell that the drill opens")
{
    World const world;
    auto const ended = tests::run_in_terminal(
        {OMACTL_PROGRAM, "drill", "pg-slots"}, world.environment(),
        {"omactl pg kill-long --older-than 1s --state idle-in-transaction --yes", "exit"}, Millis{120'000});
    INFO(ended.out);
    CHECK(ended.status == 0);
    CHECK(ended.out.find("read:  omactl runbook show pg-crash") != std::string::npos);
    CHECK(ended.out.find("pg-slots: mended in ") != std::string::npos);
    CHECK(world.left_behind_after(Millis{5'000}).empty());
}

}  // namespace
