#include "lib/core/interrupt.hpp"
#include "lib/redis/reads.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <csignal>
#include <string>
#include <vector>

#include "session.hpp"

using namespace omactl;
using namespace omactl::tests;

TEST_CASE("while only reads may pass, nothing else is sent")
{
    sandbox::RedisServer server;
    redis::Settings settings;
    settings.reads_only = "dry run";
    auto redis = open(server.url(), settings);
    auto const error = thrown([&] { redis.call({"RPUSH", "q", "job"}); });
    CHECK(error.fault() == Fault::declined);
    CHECK(error.message() == "redis " + server.socket() + ": refused to send RPUSH: dry run");
    CHECK(thrown([&] { redis.send({"EVAL", "return 1", "0"}); }).fault() == Fault::declined);
    std::vector<redis::Command> const commands = {{"GET", "q"}, {"DEL", "q"}};
    CHECK(thrown([&] { redis.pipeline(commands); }).fault() == Fault::declined);
    CHECK_FALSE(redis.connected());
    CHECK(redis.call({"LLEN", "q"}).integer() == 0);
    CHECK(redis.call({"EVAL_RO", "return redis.call('LLEN', KEYS[1])", "1", "q"}).integer() == 0);
    redis.set_reads_only("");
    CHECK(redis.call({"RPUSH", "q", "job"}).integer() == 1);
}

TEST_CASE("a script that is read only by name is held to it by the server")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    thrown<redis::Refused>([&] { redis.call({"EVAL_RO", "return redis.call('SET', KEYS[1], 'x')", "1", "k"}); });
    CHECK(redis.call({"EXISTS", "k"}).integer() == 0);
}

TEST_CASE("no command on our list of reads is a write to the server")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    for (auto const name : redis::read_commands()) {
        INFO(name);
        std::string asked{name};
        if (auto const space = asked.find(' '); space != std::string::npos) asked[space] = '|';
        auto const reply = redis.call({"COMMAND", "INFO", asked});
        REQUIRE(reply.size() == 1);
        REQUIRE_FALSE(reply[0].is_nil());
        auto const flags = reply[0][2];
        for (std::size_t i = 0; i < flags.size(); ++i) CHECK(flags[i].text() != "write");
    }
}

TEST_CASE("a signal that asks us to stop does not cut a call in two")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    set_interrupt_signal(SIGINT);
    CHECK(redis.call({"INCR", "n"}).integer() == 1);
    set_interrupt_signal(0);
}
