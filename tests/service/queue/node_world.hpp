#pragma once

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/process/process.hpp"
#include "lib/redis/connection.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace omactl::tests {

using Lines = std::vector<std::string>;
constexpr Millis k_node_limit{60'000};

/// A Redis, a home for omactl, and node-resque at work on it.
struct NodeWorld {
    sandbox::RedisServer server;
    sandbox::Folder home;
    SystemClock clock;
    redis::Connection redis{redis::Address::parse(server.url()), {}, clock};

    Lines environment() const
    {
        return {"PATH=" + std::string{std::getenv("PATH")}, "HOME=" + home.path(),
                "XDG_STATE_HOME=" + home.path() + "/state", "REDIS_URL=" + server.url()};
    }
    std::string run(Lines const &argv, std::string const &input = {}) const
    {
        auto const ended =
            process::run({.argv = argv, .environment = environment(), .input = input, .log = {}}, k_node_limit);
        INFO(argv[1] << ": " << ended.out << ended.err);
        REQUIRE(ended.status == 0);
        return ended.out;
    }
    std::string omactl(Lines words) const
    {
        words.insert(words.begin(), OMACTL_PROGRAM);
        return run(words);
    }
    Lines node(std::string const &script, Lines const &words) const
    {
        std::string const modules = OMACTL_NODE_MODULES;
        if (!is_there(modules + "/node-resque")) FAIL("no node-resque in " << modules << "; ./dev test installs it");
        Lines argv{"node", OMACTL_SOURCE "/tests/service/queue/node/" + script, modules, server.socket()};
        argv.insert(argv.end(), words.begin(), words.end());
        return argv;
    }
    /// A worker that takes one job and never ends it.
    process::Child hang(std::string const &queue, std::string const &name = {}) const
    {
        return process::Child{{.argv = node("hang.mjs", {queue, name}),
                               .environment = environment(),
                               .input = {},
                               .log = home.path() + "/hang.log"}};
    }
    /// A worker that goes on until it gets SIGTERM; what it did is in work.log.
    process::Child stay(std::string const &queue, std::string const &failing = {}) const
    {
        return process::Child{{.argv = node("worker.mjs", {queue, failing, "stay"}),
                               .environment = environment(),
                               .input = {},
                               .log = home.path() + "/work.log"}};
    }
    process::Ended try_omactl(Lines words) const
    {
        words.insert(words.begin(), OMACTL_PROGRAM);
        return process::run({.argv = words, .environment = environment(), .input = {}, .log = {}}, k_node_limit);
    }
    void enqueue(std::string const &queue, Lines const &jobs) const
    {
        run(node("enqueue.mjs", {queue}), fmt::format("{}\n", fmt::join(jobs, "\n")));
    }
    /// The jobs that the worker did, in its order.
    Lines work_off(std::string const &queue, std::string const &failing = {}) const
    {
        auto const out = run(node("worker.mjs", {queue, failing}));
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

}  // namespace omactl::tests
