// A real Sidekiq goes quiet, is ended while a job hangs, and comes back: each job is done exactly once.

#include "sidekiq_world.hpp"

namespace {

using namespace omactl;
using namespace omactl::tests;
using nlohmann::json;

std::string run_pause(SidekiqWorld const &world, Lines const &more)
{
    Lines argv{OMACTL_PROGRAM, "workers", "pause", "--yes"};
    argv.insert(argv.end(), more.begin(), more.end());
    return world.run(argv);
}

TEST_CASE("Sidekiq goes quiet, is started anew, and does each job exactly once")
{
    SidekiqWorld world;
    world.redis.call({"MSET", "failing", "1", "slower", "1"});
    world.enqueue("RefreshSite", 0, 300);
    auto worker = world.start_worker();
    world.wait_until("it works", [&] { return world.length("done") > 5 && world.members("retry") > 1; });

    auto const paused = world.omactl({"workers", "pause", "--wait", "30s", "--yes"});
    CHECK(paused.at("status") == "done");
    CHECK(paused.at("changes")[0].at("busy") == 0);
    CHECK(paused.at("undo").is_null());
    auto const crew = world.omactl({"workers", "ls"});
    REQUIRE(crew.size() == 1);
    CHECK(crew[0].at("state") == "quiet");
    auto const done = world.length("done"), left = world.length("queue:sites");
    CHECK(left > 0);
    world.enqueue("MailDigest", 300, 310);
    world.redis.call({"DEL", "failing", "slower"});
    world.change({"queue", "failed", "requeue"});
    world.clock.sleep(Millis{1'000});
    CHECK(world.length("done") == done);
    CHECK(world.members("retry") == 0);
    CHECK(run_pause(world, {}) == "No Sidekiq process is there that takes jobs.\n");

    world.end_worker(worker);
    auto again = world.start_worker();
    world.wait_until("all are done", [&] { return world.length("done") >= 310; });
    world.end_worker(again);
    CHECK(world.length("done") == 310);
    world.check_each_done_once("RefreshSite", 0, 300);
    world.check_each_done_once("MailDigest", 300, 310);
}

TEST_CASE("a Sidekiq that hangs is ended: it puts its job back itself, and omactl does not do so again")
{
    SidekiqWorld world;
    world.redis.call({"SET", "hanging", "1"});
    world.enqueue("Hang", 1, 2);
    world.enqueue("RefreshSite", 2, 12);
    auto const jobs = world.list("queue:sites");
    auto worker = world.start_worker();
    world.wait_until("one hangs and the others are done", [&] {
        return world.length("done") == 10 && world.redis.call({"SCARD", "processes"}).integer() == 1;
    });
    auto const out = run_pause(world, {"--wait", "1s", "--then", "kill"});
    INFO(out);
    CHECK_THAT(out, Catch::Contains("Ended 1 worker in") &&
                        Catch::Contains("1 job went back to its queue by Sidekiq itself."));
    CHECK(worker.wait(k_sidekiq_limit) == 0);
    CHECK(world.list("queue:sites") == Lines{jobs.back()});  // its bytes, as its client wrote them

    auto const entries = world.omactl({"journal", "ls", "--first", "1"});
    auto const id = entries[0].at("id").get<std::string>();
    CHECK(world.omactl({"queue", "requeue", "sites", "--from", "archive:" + id, "--yes"}).at("status") == "nothing");
    world.redis.call({"DEL", "hanging"});
    auto again = world.start_worker();
    world.wait_until("all are done", [&] { return world.length("done") >= 11; });
    world.end_worker(again);
    CHECK(world.length("done") == 11);
    world.check_each_done_once("Hang", 1, 2);
    world.check_each_done_once("RefreshSite", 2, 12);
}

}  // namespace
