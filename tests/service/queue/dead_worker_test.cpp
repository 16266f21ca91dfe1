// A real worker is killed at work: its job comes back, and is done, once.

#include "tests/service/redis/session.hpp"

#include <nlohmann/json.hpp>

#include <csignal>

#include "node_world.hpp"

namespace {

using namespace omactl;
using namespace omactl::tests;
using nlohmann::json;

Lines const k_jobs = {R"({"class":"Alexa::Load","args":[]})", R"({"class":"RefreshSite","args":[1,"é/x",{"a":[2]}]})",
                      R"({"class":"Mail::Digest","args":["last"]})"};

json requeue(NodeWorld const &world, Lines const &more = {})
{
    Lines words{"workers", "orphans", "--requeue", "--yes", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return json::parse(world.omactl(words));
}

void wait_until_it_works(NodeWorld &world, std::string const &id)
{
    eventually([&] { return world.redis.call({"EXISTS", "resque:worker:" + id}).integer() == 1; });
}

// Its sign of life has seconds, so "gone for over a second" takes up to two.
json requeue_when_gone(NodeWorld const &world)
{
    json result;
    eventually([&] {
        result = requeue(world, {"--older-than", "1s"});
        return result.at("status") == "done";
    });
    return result;
}

std::string only_worker(NodeWorld &world)
{
    std::string id;
    eventually([&] {
        auto const workers = world.redis.call({"SMEMBERS", "resque:workers"});
        if (workers.size() == 1) id = workers[0].text();
        return !id.empty();
    });
    return id;
}

TEST_CASE("a node-resque worker is killed at work: its job comes back once, and is done once")
{
    NodeWorld world;
    world.enqueue("sites", k_jobs);
    auto worker = world.hang("sites");
    auto const id = only_worker(world);
    wait_until_it_works(world, id);
    CHECK(requeue(world).at("status") == "nothing");  // it lives
    worker.signal(SIGKILL);
    CHECK(worker.wait(k_node_limit) == 128 + SIGKILL);
    CHECK(requeue(world).at("status") == "nothing");  // not yet known to be dead
    auto const back = requeue_when_gone(world);
    CHECK(back.at("changes").at(0).at("requeued") == 1);
    CHECK(requeue(world, {"--older-than", "1s"}).at("status") == "nothing");
    CHECK(world.length("queue:sites") == 3);
    CHECK(world.redis.call({"SCARD", "resque:workers"}).integer() == 0);
    CHECK(world.redis.call({"KEYS", "resque:worker:*"}).size() == 0);
    // Behind those that wait, with its empty args as they were.
    CHECK(world.work_off("sites") == Lines{k_jobs[1], k_jobs[2], k_jobs[0]});
    CHECK(world.length("failed") == 0);
}

TEST_CASE("what was put back is taken out again, unless a worker has it")
{
    NodeWorld world;
    world.enqueue("sites", {k_jobs[1]});
    auto worker = world.hang("sites", "a name:of its own");
    auto const id = only_worker(world);
    wait_until_it_works(world, id);
    worker.signal(SIGKILL);
    worker.wait(k_node_limit);
    auto const first = requeue_when_gone(world);
    REQUIRE(world.length("queue:sites") == 1);
    world.omactl({"undo", first.at("id"), "--yes"});
    CHECK(world.length("queue:sites") == 0);
    CHECK(world.redis.call({"EXISTS", "resque:worker:" + id}).integer() == 1);
    CHECK(requeue_when_gone(world).at("changes").at(0).at("requeued") == 1);
    CHECK(world.work_off("sites") == Lines{k_jobs[1]});
}

}  // namespace
