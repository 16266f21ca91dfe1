#pragma once

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/process/process.hpp"
#include "lib/redis/connection.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <signal.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace omactl::tests {

using Lines = std::vector<std::string>;
constexpr Millis k_sidekiq_limit{60'000};

/// A Redis, a home for omactl, and Sidekiq at work on it.
struct SidekiqWorld {
    sandbox::RedisServer server;
    sandbox::Folder home;
    SystemClock clock;
    redis::Connection redis{redis::Address::parse(server.url()), {}, clock};

    SidekiqWorld()
    {
        if (!process::find_program("sidekiq")) FAIL("no sidekiq; ./dev test installs ruby-sidekiq");
    }

    Lines environment() const
    {
        return {"PATH=" + std::string{std::getenv("PATH")}, "HOME=" + home.path(), "LANG=C.UTF-8",
                "XDG_STATE_HOME=" + home.path() + "/state", "REDIS_URL=" + server.url()};
    }
    static std::string script(std::string const &name) { return OMACTL_SOURCE "/tests/service/queue/ruby/" + name; }
    std::string run(Lines const &argv) const
    {
        auto const ended =
            process::run({.argv = argv, .environment = environment(), .input = {}, .log = {}}, k_sidekiq_limit);
        INFO(argv[1] << " " << argv[2] << ": " << ended.out << ended.err);
        REQUIRE(ended.status == 0);
        return ended.out;
    }
    nlohmann::json omactl(Lines words) const
    {
        words.insert(words.begin(), OMACTL_PROGRAM);
        words.emplace_back("--json");
        auto const out = run(words);
        return nlohmann::json::parse(out);
    }
    /// Changes something and returns the operation's id.
    std::string change(Lines words) const
    {
        words.emplace_back("--yes");
        return omactl(words).at("id").get<std::string>();
    }
    void enqueue(std::string const &klass, int from, int to) const
    {
        run({"ruby", script("enqueue.rb"), klass, std::to_string(from), std::to_string(to)});
    }
    nlohmann::json look() const { return nlohmann::json::parse(run({"ruby", script("look.rb"), "sites"})); }

    process::Child start_worker() const
    {
        return process::Child{{.argv = {"sidekiq", "-r", script("jobs.rb"), "-q", "sites", "-q", "mail", "-c", "3"},
                               .environment = environment(),
                               .input = {},
                               .log = home.path() + "/sidekiq.log",
                               .own_group = true}};
    }
    void end_worker(process::Child &worker) const
    {
        worker.signal(SIGTERM);
        CHECK(worker.wait(k_sidekiq_limit) == 0);
    }
    void wait_until(std::string const &what, std::function<bool()> const &is_so)
    {
        auto const end = clock.ticks() + k_sidekiq_limit;
        while (!is_so()) {
            INFO("waiting until " << what << "; Sidekiq said "
                                  << read_if_there(home.path() + "/sidekiq.log").value_or(""));
            REQUIRE(clock.ticks() < end);
            clock.sleep(Millis{20});
        }
    }
    std::int64_t length(std::string const &list) { return redis.call({"LLEN", list}).integer(); }
    std::int64_t members(std::string const &set) { return redis.call({"ZCARD", set}).integer(); }
    Lines list(std::string const &key)
    {
        auto const reply = redis.call({"LRANGE", key, "0", "-1"});
        Lines all;
        for (std::size_t i = 0; i < reply.size(); ++i) all.emplace_back(reply[i].text());
        return all;
    }
    /// How often each job has been done, by class and number.
    std::map<std::string, int> done()
    {
        std::map<std::string, int> times;
        for (auto const &line : list("done")) {
            auto const one = nlohmann::json::parse(line);
            ++times[fmt::format("{} {}", one[0].get<std::string>(), one[1].get<int>())];
        }
        return times;
    }
    void check_each_done_once(std::string const &klass, int from, int to)
    {
        auto times = done();
        for (int n = from; n < to; ++n) {
            CAPTURE(klass, n);
            CHECK(times[fmt::format("{} {}", klass, n)] == 1);
        }
    }
};

}  // namespace omactl::tests
