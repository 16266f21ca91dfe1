// A worker that is not ours works off what omactl put back.

#include <nlohmann/json.hpp>

#include "node_world.hpp"

namespace {

using namespace omactl;
using namespace omactl::tests;

/// As a producer in JavaScript writes them, so that the worker's own JSON is the same.
Lines jobs()
{
    Lines all = {R"({"class":"Mail::Digest","args":["café ☕",{"to":["a@example.com",null],"n":-1.5}]})",
                 R"({"class":"Alexa::Load","args":[]})", R"({"class":"Alexa::Load","args":[[],{}]})"};
    for (int i = 0; i < 200; ++i) all.push_back(fmt::format(R"({{"class":"RefreshSite","args":[{}]}})", i));
    return all;
}

TEST_CASE("a node-resque worker does each requeued job once, in order")
{
    NodeWorld world;
    auto const wanted = jobs();
    world.push("sites", wanted);
    world.push("sites", wanted);  // all of it twice
    auto const cleared = nlohmann::json::parse(world.omactl({"queue", "clear", "sites", "--yes", "--json"}));
    REQUIRE(world.length("queue:sites") == 0);
    world.omactl(
        {"queue", "requeue", "sites", "--from", "archive:" + cleared.at("id").get<std::string>(), "--unique", "--yes"});
    CHECK(world.length("queue:sites") == static_cast<std::int64_t>(wanted.size()));
    CHECK(world.work_off("sites") == wanted);
    CHECK(world.length("queue:sites") == 0);
    CHECK(world.length("failed") == 0);
}

TEST_CASE("what failed in a node-resque worker goes back to it")
{
    NodeWorld world;
    auto const wanted = jobs();
    world.push("sites", wanted);
    CHECK(world.work_off("sites", "Alexa::Load").size() == wanted.size() - 2);
    REQUIRE(world.length("failed") == 2);
    world.omactl({"queue", "requeue", "sites", "--from", "failed", "--yes"});
    CHECK(world.length("failed") == 0);
    CHECK(world.work_off("sites") == Lines{wanted[1], wanted[2]});
    CHECK(world.length("failed") == 0);
}

TEST_CASE("enqueued, failed and done by node-resque, with omactl in between: each job exactly once")
{
    NodeWorld world;
    auto const wanted = jobs();
    world.enqueue("sites", wanted);
    REQUIRE(world.length("queue:sites") == static_cast<std::int64_t>(wanted.size()));
    CHECK(world.work_off("sites", "RefreshSite") == Lines{wanted[0], wanted[1], wanted[2]});
    REQUIRE(world.length("failed") == 200);
    world.omactl({"queue", "requeue", "sites", "--from", "failed", "--error", "RefreshSite cannot work", "--yes"});
    CHECK(world.length("failed") == 0);
    world.enqueue("sites", {wanted[0]});
    auto const words = Lines{"queue", "clear", "sites", "--class", "RefreshSite", "--yes", "--json"};
    auto const cleared = nlohmann::json::parse(world.omactl(words));
    CHECK(world.work_off("sites") == Lines{wanted[0]});
    auto const archive = "archive:" + cleared.at("id").get<std::string>();
    world.omactl({"queue", "requeue", "sites", "--from", archive, "--first", "150", "--yes"});
    world.omactl({"queue", "requeue", "sites", "--from", archive, "--yes"});
    world.omactl({"queue", "requeue", "sites", "--from", archive, "--yes"});  // all are back: it finds nothing to do
    CHECK(world.work_off("sites") == Lines(wanted.begin() + 3, wanted.end()));
    CHECK(world.length("queue:sites") == 0);
    CHECK(world.length("failed") == 0);
}

}  // namespace
