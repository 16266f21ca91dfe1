// Jobs are counted while workers are at them: none is taken for lost because it was on its way just then.

#include "tests/drills/world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace {

using namespace omactl;

TEST_CASE("workers that are not done in time are no reason to call a job lost")
{
    tests::World const world;
    auto const ended = world.run({"drill", "crowded", "--auto", "--json"});
    INFO(ended.out << ended.err);
    CHECK(ended.status == 3);
    auto const jobs = nlohmann::json::parse(ended.out).at("jobs");
    CHECK(jobs.at("waiting") > 0);
    CHECK(jobs.at("done") > 0);
    CHECK(jobs.at("lost") == 0);
    CHECK(jobs.at("repeated") == 0);
    CHECK(world.left_behind().empty());
}

}  // namespace
