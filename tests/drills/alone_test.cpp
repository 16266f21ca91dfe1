// Every drill that is shipped, with --auto; and that the accounts would notice what goes wrong.

#include "tests/drills/world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace {

using namespace omactl;
using tests::World;
using Json = nlohmann::json;

/// What is so of every drill that was mended, by what its page needs.
void check_accounts(Json const &verdict)
{
    if (verdict.contains("jobs")) {
        CHECK(verdict.at("jobs").at("pushed") > 0);
        CHECK(verdict.at("jobs").at("lost") == 0);
        CHECK(verdict.at("jobs").at("repeated") == 0);
    } else {
        auto const &commits = verdict.at("commits");
        CHECK(commits.at("acknowledged") > 0);
        CHECK(commits.at("kept") == commits.at("acknowledged"));
        for (auto const *wrong : {"lost", "doubled", "ended"}) CHECK(commits.at(wrong) == 0);
    }
}

TEST_CASE("each shipped page with a drill is mended by it alone, and nothing is left behind")
{
    World const world;
    std::size_t drills = 0;
    for (auto const &file : std::filesystem::directory_iterator{OMACTL_SOURCE "/runbooks"}) {
        auto name = file.path().filename().string();
        if (!name.ends_with(".drill.yaml")) continue;
        name.resize(name.find('.'));
        ++drills;
        auto const ended = world.run({"drill", name, "--auto", "--json"});
        INFO(name << ended.out << ended.err);
        REQUIRE(ended.status == 0);
        auto const verdict = Json::parse(ended.out);
        CHECK(verdict.at("status") == "mended");
        check_accounts(verdict);
        CHECK(world.left_behind().empty());
    }
    CHECK(drills >= 6);
}

TEST_CASE("a job that is lost or done twice is noticed, whatever the page says")
{
    World const world;
    for (auto const &[name, what] : {std::pair{"forgets", "lost"}, std::pair{"repeats", "repeated"}}) {
        auto const ended = world.run({"drill", name, "--auto", "--json"});
        INFO(ended.out << ended.err);
        CHECK(ended.status == 3);
        auto const verdict = Json::parse(ended.out);
        CHECK(verdict.at("status") == "not mended");
        for (auto const *other : {"lost", "repeated"})
            CHECK(verdict.at("jobs").at(other) == (other == std::string{what} ? 1 : 0));
    }
    CHECK(world.left_behind().empty());
}

TEST_CASE("work where there should be rest is noticed")
{
    World const world;
    auto const ended = world.run({"drill", "restless", "--auto"});
    INFO(ended.out << ended.err);
    CHECK(ended.status == 3);
    CHECK(ended.out.find("✗ Wait: jobs were worked on while everything should rest") != std::string::npos);
    CHECK(world.left_behind().empty());
}

TEST_CASE("a page that asks no service is practised without one")
{
    World const world;
    auto const ended = world.run({"drill", "bare", "--auto", "--json"});
    INFO(ended.out << ended.err);
    CHECK(ended.status == 0);
    auto const verdict = Json::parse(ended.out);
    CHECK(verdict.at("status") == "mended");
    CHECK_FALSE(verdict.contains("jobs"));
    CHECK(world.left_behind().empty());
}

TEST_CASE("what is not installed is named with the line that installs it")
{
    World const world;
    // PostgreSQL's programs are not in PATH, so a sandbox starts without Redis.
    for (auto const &words : {std::vector<std::string>{"drill", "stuck-queue", "--auto"}, {"drill", "start"}}) {
        auto start = world.omactl(words);
        for (auto &variable : *start.environment)
            if (variable.starts_with("PATH=")) variable = "PATH=" + world.folder_of_programs({"setsid", "setpriv"});
        auto const ended = process::run(start, Millis{60'000});
        INFO(ended.err);
        CHECK(ended.status == (words[1] == "start" ? 0 : 5));
        if (words[1] == "start") CHECK(world.run({"drill", "stop"}).status == 0);
        CHECK(ended.err.find("redis-server is not installed\n") != std::string::npos);
        CHECK(ended.err.find("apt-get install redis-tools") != std::string::npos);
        CHECK(world.left_behind_after(Millis{5'000}).empty());
    }
}

TEST_CASE("a drill that breaks nothing, and one that is written wrongly, are refused")
{
    World const world;
    auto const harmless = world.run({"drill", "harmless", "--auto"});
    CHECK(harmless.status == 70);
    CHECK(harmless.err.find("nothing is broken: 'status' ended with 0") != std::string::npos);
    auto const wrong = world.run({"drill", "wrong", "--auto"});
    CHECK(wrong.status == 2);
    CHECK(wrong.err.find("wrong.drill.yaml:3: nothing is called 'job'") != std::string::npos);
    CHECK(wrong.err.find("did you mean jobs") != std::string::npos);
    auto const unknown = world.run({"drill", "stuck-queu"});
    CHECK(unknown.status == 5);
    CHECK(unknown.err.find("did you mean stuck-queue") != std::string::npos);
    auto const nobody = world.run({"drill", "stuck-queue"});
    CHECK(nobody.status == 7);
    CHECK(world.left_behind().empty());
}

}  // namespace
