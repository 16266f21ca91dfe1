// However a drill or a sandbox ends, neither process nor file is left.

#include "lib/core/file.hpp"
#include "tests/cli/terminal.hpp"
#include "tests/drills/world.hpp"

#include <catch2/catch.hpp>

#include <csignal>

namespace {

using namespace omactl;
using tests::World;

/// Starts a drill and waits until it has come so far.
struct Underway {
    World world;
    sandbox::Folder log;
    std::optional<process::Child> drill;

    Underway(std::string const &name, std::string const &until)
    {
        auto start = world.omactl({"drill", name, "--auto"});
        start.log = log.path() + "/log";
        drill.emplace(start);
        SystemClock clock;
        auto const end = clock.ticks() + Millis{60'000};
        while (read_if_there(*start.log).value_or("").find(until) == std::string::npos) {
            REQUIRE(clock.ticks() < end);
            REQUIRE(drill->running());
            clock.sleep(Millis{10});
        }
    }
};

TEST_CASE("Ctrl-C in the middle of a drill")
{
    for (auto const *name : {"pause-processing", "pg-timeouts"}) {
        INFO(name);
        Underway underway{name, "$ omactl run"};
        underway.drill->signal(SIGINT);
        CHECK(underway.drill->wait(Millis{30'000}) == 130);
        CHECK(underway.world.left_behind_after(Millis{10'000}).empty());
    }
}

TEST_CASE("a drill that is killed")
{
    for (auto const &[name, until] : {std::pair{"pause-processing", "1,500 jobs wait"},
                                      {"pause-processing", "$ omactl run"},
                                      {"pause-processing", "Do what needs quiet"},
                                      {"pg-timeouts", "$ omactl status"},
                                      {"pg-crash", "PostgreSQL is gone"},
                                      {"pg-crash", "Start it, if it is gone"}}) {
        INFO(name << ": " << until);
        Underway underway{name, until};
        underway.drill->signal(SIGKILL);
        CHECK(underway.drill->wait(Millis{30'000}) == 128 + SIGKILL);
        CHECK(underway.world.left_behind_after(Millis{20'000}).empty());
    }
}

TEST_CASE("an engineer mends it in the shell that the drill opens, at the second try")
{
    World const world;
    auto const ended = tests::run_in_terminal(
        {OMACTL_PROGRAM, "drill", "dead-workers"}, world.environment(),
        {"omactl workers ls", "exit", "s", "omactl workers orphans --requeue --yes --older-than 5m", "exit"},
        Millis{120'000});
    INFO(ended.out);
    CHECK(ended.status == 0);
    CHECK(ended.out.find("The pager: ") != std::string::npos);
    CHECK(ended.out.find("✗ omactl workers orphans") != std::string::npos);
    CHECK(ended.out.find("dead-workers: mended in ") != std::string::npos);
    CHECK(world.left_behind_after(Millis{5'000}).empty());
}

TEST_CASE("giving up is an answer too")
{
    World const world;
    auto const ended = tests::run_in_terminal({OMACTL_PROGRAM, "drill", "dead-workers"}, world.environment(),
                                              {"exit", "g"}, Millis{120'000});
    INFO(ended.out);
    CHECK(ended.status == 3);
    CHECK(world.left_behind_after(Millis{5'000}).empty());
}

TEST_CASE("a sandbox stays until it is stopped, and is there once")
{
    World const world;
    auto const first = world.run({"drill", "start", "dead-workers"}), second = world.run({"drill", "start"});
    INFO(first.out << first.err << second.err);
    REQUIRE(first.status == 0);
    CHECK(first.out == second.out);
    CHECK(first.out.find("export OMACTL_CONFIG=") == 0);
    auto const looked = process::run({.argv = {"sh", "-c", first.out + OMACTL_PROGRAM + " workers orphans"},
                                      .environment = world.environment(),
                                      .input = {},
                                      .log = {}},
                                     Millis{30'000});
    CHECK(looked.status == 3);
    CHECK(looked.out.find("3 jobs held by workers that are gone") != std::string::npos);
    CHECK(world.run({"drill", "start", "dead-workers"}).status == 8);
    CHECK(world.run({"drill", "stop"}).status == 0);
    CHECK(world.left_behind().empty());
    CHECK_FALSE(is_there(world.state_folder() + "/sandbox"));
    auto const again = world.run({"drill", "stop"});
    CHECK(again.status == 0);
    CHECK(again.err == "there is no sandbox\n");
}

TEST_CASE("a sandbox can be stopped from its own shell, and one that was killed is no obstacle")
{
    World const world;
    auto const first = world.run({"drill", "start"});
    REQUIRE(first.status == 0);
    auto const stopped = process::run({.argv = {"sh", "-c", first.out + OMACTL_PROGRAM + " drill stop"},
                                       .environment = world.environment(),
                                       .input = {},
                                       .log = {}},
                                      Millis{30'000});
    INFO(stopped.err);
    CHECK(stopped.status == 0);
    CHECK(world.left_behind().empty());

    REQUIRE(world.run({"drill", "start"}).status == 0);
    auto const holder = std::stol(read_file(world.state_folder() + "/sandbox"));
    ::kill(static_cast<pid_t>(holder), SIGKILL);
    CHECK(world.left_behind_after(Millis{20'000}).empty());
    CHECK(world.run({"drill", "start"}).status == 0);
    CHECK(world.run({"drill", "stop"}).status == 0);
    CHECK(world.left_behind().empty());
}

}  // namespace
