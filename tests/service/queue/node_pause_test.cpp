// A node-resque worker knows no pause keys, so a command lets it rest; omactl acts while it works.

#include <nlohmann/json.hpp>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "node_world.hpp"

namespace {

using namespace omactl;
using namespace omactl::tests;

struct Stand : NodeWorld {
    process::Child worker;

    Stand() : worker(start())
    {
        auto const signal = [&](std::string const &name) {
            return fmt::format(R"~(["sh", "-c", "kill -{} $(cat {})"])~", name, pidfile());
        };
        // Its entry in `workers` is gone while it rests.
        auto const status =
            fmt::format(R"~(["sh", "-c", "test $(redis-cli -s {} SCARD resque:workers) = 0"])~", server.socket());
        std::filesystem::create_directories(home.path() + "/.config/omactl");
        std::ofstream{home.path() + "/.config/omactl/config.toml"}
            << "[env.test.redis]\nurl = { env = \"REDIS_URL\" }\n[env.test.queue]\nkind = \"resque\"\n"
            << "[env.test.workers]\npause = [\"signal\", { command = " << signal("HUP")
            << ", resume = " << signal("USR2") << ", status = " << status
            << ", kill = [\"kill\", \"-KILL\", \"{pid}\"], settle = \"1s\" }]\n";
        wait_until("it works", [&] { return is_there(pidfile()); });
    }
    std::string pidfile() const { return home.path() + "/pid"; }
    process::Child start() const
    {
        return process::Child{{.argv = node("steady.mjs", {"sites", pidfile()}),
                               .environment = environment(),
                               .input = {},
                               .log = home.path() + "/steady.log"}};
    }
    void wait_until(std::string const &what, std::function<bool()> const &is_so)
    {
        auto const end = clock.ticks() + k_node_limit;
        while (!is_so()) {
            INFO("waiting until " << what << "; the worker said "
                                  << read_if_there(home.path() + "/steady.log").value_or(""));
            REQUIRE(clock.ticks() < end);
            clock.sleep(Millis{20});
        }
    }
    std::int64_t done() { return redis.call({"LLEN", "done"}).integer(); }
    std::int64_t registered() { return redis.call({"SCARD", "resque:workers"}).integer(); }
    Lines jobs(int from, int to) const
    {
        Lines all;
        for (int n = from; n < to; ++n) all.push_back(fmt::format(R"({{"class":"RefreshSite","args":[{}]}})", n));
        return all;
    }
    nlohmann::json change(Lines words)
    {
        words.insert(words.end(), {"--yes", "--json"});
        return nlohmann::json::parse(omactl(words));
    }
    void check_each_done_once(int count)
    {
        std::map<std::string, int> times;
        auto const reply = redis.call({"LRANGE", "done", "0", "-1"});
        for (std::size_t i = 0; i < reply.size(); ++i) ++times[std::string(reply[i].text())];
        CHECK(std::ssize(times) == count);
        for (auto const &[job, n] : times) {
            CAPTURE(job);
            CHECK(n == 1);
        }
    }
};

TEST_CASE("node-resque fails, rests by a command, goes on, is requeued: each job is done exactly once")
{
    Stand stand;
    stand.redis.call({"SET", "failing", "1"});
    stand.enqueue("sites", stand.jobs(0, 300));
    stand.wait_until("some are done", [&] { return stand.done() > 20 && stand.length("failed") > 5; });

    auto const paused = stand.change({"workers", "pause", "--for", "10m", "--wait", "20s", "--reason", "test"});
    CHECK(paused.at("status") == "done");
    CHECK(paused.at("changes")[0].at("busy") == 0);
    stand.wait_until("it has unregistered", [&] { return stand.registered() == 0; });
    auto const before = stand.done();
    stand.enqueue("sites", stand.jobs(300, 330));
    auto const failed = stand.length("failed");
    stand.redis.call({"DEL", "failing"});
    stand.change({"queue", "failed", "requeue"});
    CHECK(stand.length("failed") == 0);
    auto const cleared = stand.change({"queue", "clear", "sites"}).at("id").get<std::string>();
    stand.clock.sleep(Millis{500});
    CHECK(stand.done() == before);  // nobody takes anything
    CHECK(failed > 5);
    stand.change({"undo", cleared});

    CHECK(stand.change({"workers", "resume"}).at("status") == "done");
    CHECK(nlohmann::json::parse(stand.omactl({"holds", "ls", "--json"})).empty());
    stand.wait_until("all are done", [&] { return stand.done() >= 330; });
    stand.clock.sleep(Millis{200});
    CHECK(stand.length("failed") == 0);
    stand.check_each_done_once(330);
    stand.worker.signal(SIGTERM);
    CHECK(stand.worker.wait(k_node_limit) == 0);
}

TEST_CASE("a node-resque worker that hangs is ended, and its job goes back once")
{
    Stand stand;
    stand.enqueue("sites", {R"({"class":"Hang","args":["a",{"n":1.5}]})"});
    stand.enqueue("sites", stand.jobs(0, 10));
    stand.wait_until("it hangs", [&] {
        return stand.redis.call({"GET", "resque:stat:processed"}).is_nil() && stand.length("queue:sites") == 10;
    });
    auto const out = stand.omactl({"workers", "pause", "--wait", "1s", "--then", "kill", "--yes"});
    INFO(out);
    CHECK(stand.worker.wait(k_node_limit) == 128 + SIGKILL);
    CHECK_THAT(out, Catch::Contains("Ended 1 worker in") && Catch::Contains("1 job is in the archive"));
    CHECK(stand.registered() == 0);
    auto const id = out.substr(out.rfind("archive:") + 8, 10);
    stand.change({"queue", "requeue", "sites", "--from", "archive:" + id});
    CHECK(stand.length("queue:sites") == 11);
    CHECK(stand.change({"queue", "requeue", "sites", "--from", "archive:" + id}).at("status") == "nothing");
    // Redis has written node-resque's copy anew, so only what it says is the same.
    CHECK(nlohmann::json::parse(stand.redis.call({"LINDEX", "resque:queue:sites", "-1"}).text()) ==
          nlohmann::json::parse(R"({"class":"Hang","queue":"sites","args":["a",{"n":1.5}]})"));
}

}  // namespace
