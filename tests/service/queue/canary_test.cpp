// A few failed jobs go to a real node-resque worker first, the others only if these are well.

#include <nlohmann/json.hpp>
#include <signal.h>

#include "node_world.hpp"

namespace {

using namespace omactl;
using namespace omactl::tests;

constexpr int k_jobs = 40;

/// Jobs that have all failed once.
struct FailedWorld : NodeWorld {
    FailedWorld()
    {
        for (int n = 0; n < k_jobs; ++n) wanted.push_back(fmt::format(R"({{"class":"RefreshSite","args":[{}]}})", n));
        push("sites", wanted);
        work_off("sites", "RefreshSite");
        REQUIRE(length("failed") == k_jobs);
    }
    Lines done() const
    {
        Lines all;
        auto const log = read_if_there(home.path() + "/work.log").value_or("");
        for (auto const line : split(trim(log), '\n'))
            if (!line.empty()) all.emplace_back(line);
        return all;
    }
    void end(process::Child &worker) const
    {
        worker.signal(SIGTERM);
        CHECK(worker.wait(k_node_limit) == 0);
    }
    void wait_until_done(std::size_t jobs)
    {
        auto const last = clock.ticks() + k_node_limit;
        while (done().size() < jobs && clock.ticks() < last) clock.sleep(Millis{20});
        CHECK(done().size() == jobs);
    }
    std::string last_id() const
    {
        auto const entries = nlohmann::json::parse(omactl({"journal", "ls", "--json"}));
        return entries.at(0).at("id");
    }

    Lines wanted;
};

TEST_CASE("the fix is none: the canaries fail again, and all others stay in `failed`")
{
    FailedWorld world;
    auto worker = world.stay("sites", "RefreshSite");
    auto const ended = world.try_omactl({"queue", "failed", "requeue", "--canary", "4", "--wait", "30s", "--yes"});
    world.end(worker);
    INFO(ended.out << ended.err);
    CHECK(ended.status == 9);
    CHECK_THAT(ended.err, Catch::Contains(" of 4 canaries failed again with Error: RefreshSite cannot work today"));
    CHECK_THAT(ended.err, Catch::Contains("36 stay in failed"));
    CHECK_THAT(ended.err, Catch::Contains("omactl undo "));
    CHECK(world.length("failed") == k_jobs);
    CHECK(world.length("queue:sites") == 0);

    // Who asks again gets the same answer, and nothing is pushed.
    CHECK(world.try_omactl({"resume", world.last_id()}).status == 9);
    CHECK(world.length("failed") == k_jobs);
}

TEST_CASE("the fix is one: the others follow, and each job is done once")
{
    FailedWorld world;
    auto worker = world.stay("sites");
    auto const ended = world.try_omactl({"queue", "requeue", "sites", "--canary", "4", "--wait", "30s", "--yes"});
    INFO(ended.out << ended.err);
    CHECK(ended.status == 0);
    CHECK_THAT(ended.out, Catch::Contains("Requeued 40 jobs to sites in "));
    CHECK_THAT(ended.out, Catch::Contains("Of 4 canaries 0 failed again."));
    world.wait_until_done(k_jobs);
    world.end(worker);
    CHECK(world.done() == world.wanted);
    CHECK(world.length("failed") == 0);
}

TEST_CASE("nobody works: it stops, and `resume` goes on when somebody does")
{
    FailedWorld world;
    auto const ended = world.try_omactl({"queue", "requeue", "sites", "--canary", "4", "--wait", "1s", "--yes"});
    INFO(ended.out << ended.err);
    CHECK(ended.status == 9);
    CHECK_THAT(ended.err, Catch::Contains("4 of 4 canaries still wait after 1 s"));
    CHECK_THAT(ended.err, Catch::Contains("36 stay in failed"));
    CHECK(world.length("queue:sites") == 4);
    CHECK(world.length("failed") == k_jobs - 4);

    auto worker = world.stay("sites");
    world.wait_until_done(4);
    CHECK(world.try_omactl({"resume", world.last_id()}).status == 0);
    world.wait_until_done(k_jobs);
    world.end(worker);
    CHECK(world.done() == world.wanted);
}

TEST_CASE("from an archive, too: what fails again is in `failed`, the others stay in the archive")
{
    FailedWorld world;
    world.omactl({"queue", "failed", "requeue", "--yes"});
    auto const cleared = nlohmann::json::parse(world.omactl({"queue", "clear", "sites", "--yes", "--json"}));
    auto worker = world.stay("sites", "RefreshSite");
    auto const archive = "archive:" + cleared.at("id").get<std::string>();
    auto const ended = world.try_omactl({"queue", "requeue", "sites", "--from", archive, "--canary", "5", "--yes"});
    world.end(worker);
    INFO(ended.out << ended.err);
    CHECK(ended.status == 9);
    CHECK_THAT(ended.err, Catch::Contains("35 stay in the archive"));
    CHECK(world.length("failed") == 5);
    CHECK(world.length("queue:sites") == 0);
}

TEST_CASE("below the limit they may fail")
{
    FailedWorld world;
    auto const digest = R"({"class":"Mail::Digest","args":[1]})";
    world.push("sites", {digest});
    world.work_off("sites", "Mail::Digest");
    // The oldest of them is the one that fails again.
    auto const record = world.redis.call({"RPOP", "resque:failed"});
    world.redis.call({"LPUSH", "resque:failed", record.text()});
    auto worker = world.stay("sites", "Mail::Digest");
    auto const words = Lines{"queue", "failed", "requeue", "--canary", "4", "--yes"};
    auto strict = words;
    strict.insert(strict.end(), {"--abort-if-refail", "25%"});
    CHECK(world.try_omactl(strict).status == 9);
    CHECK(world.length("failed") == k_jobs - 3 + 1);
    // Now it is the newest.
    world.redis.call({"LPUSH", "resque:failed", world.redis.call({"RPOP", "resque:failed"}).text()});
    auto lenient = words;
    lenient.insert(lenient.end(), {"--abort-if-refail", "26%"});
    auto const ended = world.try_omactl(lenient);
    INFO(ended.out << ended.err);
    CHECK(ended.status == 0);
    CHECK_THAT(ended.out, Catch::Contains("Of 4 canaries 1 failed again."));
    world.wait_until_done(k_jobs);
    world.end(worker);
    CHECK(world.length("failed") == 1);
}

}  // namespace
