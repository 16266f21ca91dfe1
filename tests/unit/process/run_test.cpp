#include "lib/core/error.hpp"
#include "lib/process/process.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <string>

using namespace omactl;
using process::Start;

namespace {

process::Ended run(std::vector<std::string> argv, std::string input = {})
{
    Start start;
    start.argv = std::move(argv);
    start.input = std::move(input);
    return process::run(start, Millis{20'000});
}

Fault fault_of(Start const &start)
{
    try {
        process::run(start, Millis{5'000});
    } catch (Error const &error) {
        return error.fault();
    }
    return Fault::ok;
}

}  // namespace

TEST_CASE("a run returns status, stdout and stderr apart")
{
    auto const ended = run({"sh", "-c", "echo out; echo err >&2; exit 7"});
    CHECK(ended.status == 7);
    CHECK(ended.out == "out\n");
    CHECK(ended.err == "err\n");
    CHECK_FALSE(ended.timed_out);
}

TEST_CASE("no shell looks at the words")
{
    CHECK(run({"printf", "%s|", "$HOME", "a b", "*", "; exit 1", ""}).out == "$HOME|a b|*|; exit 1||");
}

TEST_CASE("a program ended by a signal has 128 and the signal")
{
    CHECK(run({"sh", "-c", "kill -KILL $$"}).status == 128 + SIGKILL);
}

TEST_CASE("input of any size goes in while output of any size comes out")
{
    std::string const big(3'000'000, 'x');
    CHECK(run({"cat"}, big).out == big);
    CHECK(run({"true"}, big).status == 0);
    CHECK(run({"cat"}).out.empty());
}

TEST_CASE("both pipes are read at once")
{
    auto const ended = run({"sh", "-c", "head -c 400000 /dev/zero >&2; head -c 300000 /dev/zero"});
    CHECK(ended.err.size() == 400'000);
    CHECK(ended.out.size() == 300'000);
}

TEST_CASE("a program that takes too long is ended")
{
    Start start;
    start.argv = {"sleep", "600"};
    auto const ended = process::run(start, Millis{50});
    CHECK(ended.timed_out);
    CHECK(ended.status == 128 + SIGTERM);
}

TEST_CASE("one that ignores TERM is killed, with its whole group")
{
    Start start;
    start.argv = {"sh", "-c", "trap '' TERM; echo ready; while :; do sleep 600; done"};
    start.own_group = true;
    auto const ended = process::run(start, Millis{1'000});
    CHECK(ended.timed_out);
    CHECK(ended.out == "ready\n");
    CHECK(ended.status == 128 + SIGKILL);
}

TEST_CASE("a daemon left behind does not hold the run")
{
    Start start;
    start.argv = {"sh", "-c", "sleep 30 & echo $!"};
    auto const ended = process::run(start, Millis{20'000});
    CHECK_FALSE(ended.timed_out);
    CHECK(ended.status == 0);
    ::kill(std::stoi(ended.out), SIGKILL);
}

TEST_CASE("what can't be started says so")
{
    CHECK(fault_of({.argv = {"omactl-no-such-program"}}) == Fault::not_found);
    CHECK(fault_of({.argv = {"/etc/passwd"}}) == Fault::not_found);
    CHECK(fault_of({.argv = {"/"}}) == Fault::not_found);
}

TEST_CASE("an environment of one's own replaces ours")
{
    Start start;
    start.argv = {"sh", "-c", "echo \"$GREETING-$HOME\""};
    start.environment = {"GREETING=hello", "PATH=/usr/bin:/bin"};
    CHECK(process::run(start, Millis{5'000}).out == "hello-\n");
    start.environment = {"PATH=/nowhere"};
    CHECK(fault_of(start) == Fault::not_found);
}

TEST_CASE("a signal that we ignore is not ignored by the program")
{
    auto const before = std::signal(SIGPIPE, SIG_IGN);
    auto const ended = run({"sh", "-c", "kill -PIPE $$; echo survived"});
    std::signal(SIGPIPE, before);
    CHECK(ended.status == 128 + SIGPIPE);
    CHECK(ended.out.empty());
}
