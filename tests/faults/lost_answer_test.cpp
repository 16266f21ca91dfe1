// The line to Redis breaks: before a command arrives, or after it was done and before its answer is
// back. What was asked for happens once, not twice and not half; where asking can't tell, 10 says so.
#include "tests/faults/mending.hpp"
#include "tests/faults/proxy.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

namespace {

using namespace omactl;
using namespace omactl::faults;

/// How often a traced run sent this command.
int times(Reference const &reference, std::string const &command)
{
    int times = 0;
    for (auto const &line : reference.trace) times += line.ends_with(" socket " + command) ? 1 : 0;
    return times;
}

/// Runs a scenario's command through a proxy that breaks the line once, at the n-th of a command.
process::Ended cut_once(Ground &ground, Scenario const &scenario, std::string const &command, int n, bool deliver)
{
    ground.wipe();
    auto const ready = scenario.prepare(ground);
    Proxy proxy{ground.server.socket()};
    proxy.cut({.pattern = "\r\n" + command + "\r\n", .occurrence = n, .deliver = deliver});
    auto const direct = ground.laptop.variables["REDIS_URL"];
    ground.laptop.variables["REDIS_URL"] = proxy.url();
    auto const ended = ground.omactl(ready.words).ended;
    ground.laptop.variables["REDIS_URL"] = direct;
    // How many steps these take depends on how fast the server is; a run may need fewer than n.
    auto const &name = scenario.operation;
    bool const by_pace =
        name == "queue.requeue" || name == "queue.discard" || name == "queue.restore" || name == "queue.import";
    bool const may_be_short = n > 1 && command == "EVALSHA" && by_pace;
    CHECK((proxy.cuts() == 1 || (may_be_short && ended.status == 0)));
    return ended;
}

void check_step(Ground &ground, Scenario const &scenario, Reference const &reference, int n, bool deliver)
{
    CAPTURE(scenario.name, n, deliver);
    auto const ended = cut_once(ground, scenario, "EVALSHA", n, deliver);
    CHECK(ended.status == 0);
    check_promise(ground, scenario, reference, ended);
}

TEST_CASE("a step's answer is lost, or the step itself: it is done once")
{
    Ground ground;
    bool deliver = false;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        auto const steps = times(reference, "EVALSHA");
        REQUIRE(steps > 0);
        for (int n = 1; n <= std::min(steps, 8); ++n) check_step(ground, scenario, reference, n, deliver = !deliver);
    }
}

TEST_CASE("any step's answer is lost, or any step itself: it is done once", "[long]")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        for (int n = 1; n <= times(reference, "EVALSHA"); ++n)
            for (bool const deliver : {true, false}) check_step(ground, scenario, reference, n, deliver);
    }
}

TEST_CASE("any other command's answer is lost: the status tells the truth")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        for (auto const *command : {"EVAL", "SCRIPT", "HGETALL", "LRANGE", "LLEN", "GET", "INFO"})
            for (int const n : std::set{1, (times(reference, command) + 1) / 2, times(reference, command)}) {
                if (n < 1 || n > times(reference, command)) continue;
                CAPTURE(scenario.name, command, n);
                auto const ended = cut_once(ground, scenario, command, n, n % 2 == 0);
                CHECK_FALSE(ended.status == 70);
                check_promise(ground, scenario, reference, ended);
                ground.bury();
            }
    }
}

/// A line on which the n-th EVALSHA is done and unanswered, and after which nobody can ask.
struct DeadLine {
    explicit DeadLine(Ground &ground) : silence(ground.server.socket()), cut(silence.socket())
    {
        // Only the question after a lost step has this word of its own.
        silence.cut({.pattern = "\r\nfence\r\n", .deliver = false, .only_once = false});
    }
    Proxy silence, cut;
};

void check_unknown(Ground &ground, Scenario const &scenario, Reference const &reference, int n, bool deliver)
{
    CAPTURE(scenario.name, n, deliver);
    ground.wipe();
    auto const ready = scenario.prepare(ground);
    DeadLine line{ground};
    line.cut.cut({.pattern = "\r\nEVALSHA\r\n", .occurrence = n, .deliver = deliver});
    auto const direct = ground.laptop.variables["REDIS_URL"];
    ground.laptop.variables["REDIS_URL"] = line.cut.url();
    auto const ended = ground.omactl(ready.words).ended;
    ground.laptop.variables["REDIS_URL"] = direct;
    // A command that broke off was not carried out, and is not in doubt.
    bool const expected = ended.status == 10 || (!deliver && (ended.status == 6 || ended.status == 9));
    CAPTURE(ended.status);
    CHECK(expected);
    ground.bury();
    check_promise(ground, scenario, reference, ended);
}

TEST_CASE("a clear's step is lost and nobody can be asked: 10, and resume goes on")
{
    Ground ground;
    auto const reference = run_undisturbed(ground, named("clear"));
    check_unknown(ground, named("clear"), reference, 1, true);
}

TEST_CASE("when nobody can be asked what became of a step, it is 10, and resume mends it", "[long]")
{
    Ground ground;
    bool deliver = false;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        auto const steps = times(reference, "EVALSHA");
        for (auto const n : {1, (steps + 1) / 2, steps})
            check_unknown(ground, scenario, reference, n, deliver = !deliver);
    }
}

TEST_CASE("nobody listens: 6, and nothing was changed")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        CAPTURE(scenario.name);
        ground.wipe();
        auto const ready = scenario.prepare(ground);
        auto const before = ground.lists();
        auto const direct = ground.laptop.variables["REDIS_URL"];
        ground.laptop.variables["REDIS_URL"] = "unix://" + ground.server.folder() + "/nobody.sock";
        check_run(ground.laptop, ready.words, 6);
        ground.laptop.variables["REDIS_URL"] = direct;
        CHECK(ground.lists() == before);
    }
}

}  // namespace
