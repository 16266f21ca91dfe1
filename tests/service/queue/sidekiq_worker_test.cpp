// A real Sidekiq: its client enqueues, its worker works and fails, its own API reads what omactl has
// put back, and all the while omactl clears, undoes, requeues and pushes.

#include "sidekiq_world.hpp"

namespace {

using namespace omactl;
using namespace omactl::tests;
using nlohmann::json;
using World = SidekiqWorld;

TEST_CASE("Sidekiq's API reads what omactl has cleared, undone, requeued and pushed")
{
    World world;
    world.enqueue("RefreshSite", 0, 20);
    world.enqueue("MailDigest", 20, 30);
    auto const before = world.list("queue:sites");
    auto const seen = world.look();
    REQUIRE(seen.at("queue").size() == 30);

    auto const id = world.change({"queue", "clear", "sites", "--class", "RefreshSite"});
    CHECK(world.look().at("queue").size() == 10);
    world.change({"undo", id});
    // What was cleared is in front again, in its order; Sidekiq's client wrote these first, too.
    CHECK(world.list("queue:sites") == before);
    CHECK(world.look().at("queue") == seen.at("queue"));

    auto const looked = world.omactl({"queue", "ls"});
    CHECK(looked[0].at("length") == 30);
    CHECK(std::abs(looked[0].at("latency_s").get<double>() - world.look().at("latency").get<double>()) < 5);

    world.change({"queue", "clear", "sites"});
    world.omactl({"queue", "push", "sites", "RefreshSite", "7", R"({"n":1.50})"});
    auto const pushed = world.look();
    REQUIRE(pushed.at("queue").size() == 1);
    CHECK(pushed["queue"][0]["class"] == "RefreshSite");
    CHECK(pushed["queue"][0]["args"] == json::parse(R"([7,{"n":1.5}])"));
    CHECK(pushed["queue"][0]["jid"].get<std::string>().size() == 24);
    CHECK(pushed["latency"].get<double>() < 60);
}

TEST_CASE("what failed goes back to Sidekiq's worker, or back into retry as it was")
{
    World world;
    world.redis.call({"SET", "failing", "1"});
    world.enqueue("RefreshSite", 0, 30);
    auto worker = world.start_worker();
    world.wait_until("all have run once", [&] { return world.length("done") == 20 && world.members("retry") == 10; });
    world.end_worker(worker);
    auto const failed = world.look();
    auto const failures = world.omactl({"queue", "failed", "ls", "--error", "refreshed"});
    CHECK(failures.size() == 10);
    CHECK(failures[0].at("exception") == "RuntimeError");
    CHECK(failures[0].at("set") == "retry");

    auto const id = world.change({"queue", "requeue", "sites", "--from", "retry"});
    auto const back = world.look();
    REQUIRE(back.at("queue").size() == 10);
    CHECK(back.at("retry").empty());
    for (auto const &job : back["queue"]) {
        CHECK(job.at("retry_count") == -1);  // as Sidekiq's own "retry now" leaves it: the next failure makes it 0
        CHECK(job.at("enqueued_at").get<double>() > failed["retry"][0]["at"].get<double>() - 60);
    }
    world.change({"undo", id});
    CHECK(world.look() == failed);

    // They fail again, by the same count; then they don't.
    world.change({"queue", "requeue", "sites", "--from", "retry"});
    auto again = world.start_worker();
    world.wait_until("they failed again", [&] { return world.members("retry") == 10; });
    auto const seen = world.look();
    for (auto const &job : seen.at("retry")) CHECK(job.at("retry_count") == 0);
    world.redis.call({"DEL", "failing"});
    world.change({"queue", "failed", "requeue"});
    world.wait_until("all are done", [&] { return world.length("done") == 30; });
    world.end_worker(again);
    world.check_each_done_once("RefreshSite", 0, 30);
    CHECK(world.members("retry") == 0);
}

TEST_CASE("scheduled and dead jobs go to work")
{
    World world;
    world.run({"ruby", World::script("later.rb"), "RefreshSite", "1", "2"});
    REQUIRE(world.look().at("scheduled").size() == 2);
    auto const id = world.change({"queue", "requeue", "sites", "--from", "schedule", "--first", "1"});
    CHECK(world.look().at("scheduled").size() == 1);
    world.change({"undo", id});
    auto const scheduled = world.look();
    CHECK(scheduled.at("scheduled").size() == 2);
    CHECK(scheduled.at("queue").empty());
    auto const dying = world.redis.call({"ZRANGE", "schedule", "0", "0"});
    world.redis.call({"ZADD", "dead", "1700000000.5", dying[0].text()});
    world.redis.call({"ZREM", "schedule", dying[0].text()});
    world.change({"queue", "requeue", "--all", "--from", "schedule"});
    world.change({"queue", "requeue", "--all", "--from", "dead"});
    auto worker = world.start_worker();
    world.wait_until("both are done", [&] { return world.length("done") == 2; });
    world.end_worker(worker);
    world.check_each_done_once("RefreshSite", 1, 3);
}

TEST_CASE("while Sidekiq works, omactl clears, undoes, requeues and pushes: each job is done exactly once")
{
    World world;
    world.redis.call({"MSET", "failing", "1", "slow", "1"});
    world.enqueue("RefreshSite", 0, 600);
    auto worker = world.start_worker();
    world.wait_until("it works", [&] { return world.length("done") > 20; });
    world.enqueue("MailDigest", 600, 900);
    auto const cleared = world.change({"queue", "clear", "sites", "--class", "MailDigest"});
    world.change({"queue", "requeue", "sites", "--from", "retry", "--first", "5"});
    world.omactl({"queue", "push", "sites", "RefreshSite", "901"});
    world.redis.call({"DEL", "failing"});
    world.change({"undo", cleared});
    world.wait_until("the queue is empty", [&] { return world.length("queue:sites") == 0; });
    world.wait_until("what failed is done, too", [&] {
        world.omactl({"queue", "failed", "requeue", "--yes"});
        return world.length("done") >= 901;
    });
    world.end_worker(worker);
    CHECK(world.length("done") == 901);
    world.check_each_done_once("RefreshSite", 0, 600);
    world.check_each_done_once("MailDigest", 600, 900);
    world.check_each_done_once("RefreshSite", 901, 902);
    CHECK(world.members("retry") == 0);
}

TEST_CASE("canaries that fail again in Sidekiq keep the others in retry; when they don't, all go")
{
    World world;
    world.redis.call({"SET", "failing", "1"});
    world.enqueue("RefreshSite", 0, 30);
    auto worker = world.start_worker();
    world.wait_until("all have run once", [&] { return world.length("done") == 20 && world.members("retry") == 10; });
    Lines const words{OMACTL_PROGRAM, "queue", "failed", "requeue", "--canary", "3", "--yes"};
    auto const stopped =
        process::run({.argv = words, .environment = world.environment(), .input = {}, .log = {}}, k_limit);
    INFO(stopped.err);
    CHECK(stopped.status == 9);
    CHECK_THAT(stopped.err, Catch::Contains(" of 3 canaries failed again with RuntimeError: "));
    CHECK_THAT(stopped.err, Catch::Contains("7 stay in retry"));
    world.wait_until("all are back", [&] { return world.members("retry") == 10; });
    CHECK(world.length("queue:sites") == 0);

    world.redis.call({"DEL", "failing"});
    world.change({"queue", "failed", "requeue", "--canary", "3"});
    world.wait_until("all are done", [&] { return world.length("done") == 30; });
    world.end_worker(worker);
    world.check_each_done_once("RefreshSite", 0, 30);
    CHECK(world.members("retry") == 0);
}

}  // namespace
