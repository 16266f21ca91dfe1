// That what a drill puts into Redis besides jobs would be missed.

#include "tests/drills/world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using namespace omactl;
using tests::World;
using Json = nlohmann::json;

TEST_CASE("settings that stay away, a reload that nobody runs, and a server that nobody restarts are noticed")
{
    World const world;
    auto const ended = world.run({"drill", "redis-unmended", "--auto", "--json"});
    INFO(ended.out << ended.err);
    CHECK(ended.status == 3);
    auto const verdict = Json::parse(ended.out);
    auto const failed = [&](std::string const &check) {
        auto const &all = verdict.at("checks");
        return std::any_of(all.begin(), all.end(), [&](Json const &one) {
            return !one.at("ok").get<bool>() && one.at("check").get<std::string>().find(check) != std::string::npos;
        });
    };
    CHECK(failed("0 of 7 settings are as they were"));
    CHECK(failed("it is still the bloated process"));
    CHECK_FALSE(failed("other keys are there"));
    CHECK(verdict.at("jobs").at("lost") == 1);
    CHECK(world.left_behind().empty());
}

}  // namespace
