// A worker that is not ours works off what omactl put back.

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/process/process.hpp"
#include "lib/redis/connection.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace omactl;
using Lines = std::vector<std::string>;

constexpr Millis k_limit{60'000};

struct World {
    sandbox::RedisServer server;
    sandbox::Folder home;
    SystemClock clock;
    redis::Connection redis{redis::Address::parse(server.url()), {}, clock};

    std::string run(Lines const &argv, std::string const &input = {}) const
    {
        Lines const environment = {"PATH=" + std::string{std::getenv("PATH")}, "HOME=" + home.path(),
                                   "XDG_STATE_HOME=" + home.path() + "/state", "REDIS_URL=" + server.url()};
        auto const ended = process::run({.argv = argv, .environment = environment, .input = input, .log = {}}, k_limit);
        INFO(argv[1] << ": " << ended.out << ended.err);
        REQUIRE(ended.status == 0);
        return ended.out;
    }
    std::string omactl(Lines words) const
    {
        words.insert(words.begin(), OMACTL_PROGRAM);
        return run(words);
    }
    std::string run_node(std::string const &script, Lines const &words, std::string const &input = {}) const
    {
        std::string const modules = OMACTL_NODE_MODULES;
        if (!is_there(modules + "/node-resque")) FAIL("no node-resque in " << modules << "; ./dev test installs it");
        Lines argv{"node", OMACTL_SOURCE "/tests/service/queue/node/" + script, modules, server.socket()};
        argv.insert(argv.end(), words.begin(), words.end());
        return run(argv, input);
    }
    void enqueue(std::string const &queue, Lines const &jobs) const
    {
        run_node("enqueue.mjs", {queue}, fmt::format("{}\n", fmt::join(jobs, "\n")));
    }
    /// The jobs that the worker did, in its order.
    Lines work_off(std::string const &queue, std::string const &failing = {}) const
    {
        auto const out = run_node("worker.mjs", {queue, failing});
        Lines done;
        for (auto const line : split(trim(out), '\n'))
            if (!line.empty()) done.emplace_back(line);
        return done;
    }
    void push(std::string const &queue, Lines const &jobs)
    {
        redis.call({"SADD", "resque:queues", queue});
        for (auto const &job : jobs) redis.call({"RPUSH", "resque:queue:" + queue, job});
    }
    std::int64_t length(std::string const &list) { return redis.call({"LLEN", "resque:" + list}).integer(); }
};

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
    World world;
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
    World world;
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
    World world;
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
