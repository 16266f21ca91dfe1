// Ctrl-C at any instant: the atomic step in flight ends, and either all is as it was or a line says
// how to go on. It is never a half of something that nobody can continue.
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;
using namespace omactl::faults;

void interrupt_at(Ground &ground, Scenario const &scenario, Reference const &reference, int k)
{
    CAPTURE(scenario.name, k);
    ground.wipe();
    auto const ready = scenario.prepare(ground);
    auto const outcome = ground.omactl(ready.words, {.kill_at = k, .signal = SIGINT});
    auto const call = static_cast<std::size_t>(k - 1) / 2;
    CAPTURE(call < outcome.trace.size() ? outcome.trace[call] : "none");
    CHECK((outcome.ended.status == 0 || outcome.ended.status == 130));
    bool const archived = calls_on(outcome.trace, "rename", ".zst") > 0;
    if (scenario.operation == "queue.clear" && !archived) {
        CHECK(outcome.ended.status == 130);
        CHECK(difference(ground.lists(), reference.start) == "");
    }
    check_promise(ground, scenario, reference, outcome.ended);
}

TEST_CASE("interrupted at a spread of instants")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        for (int call = 1; call <= reference.calls; call += 4) interrupt_at(ground, scenario, reference, 2 * call);
    }
}

TEST_CASE("interrupted before the archive is complete: jobs that arrived meanwhile stand behind the others")
{
    Ground ground;
    for (auto const *name : {"clear", "clear some"}) {
        auto const reference = run_undisturbed(ground, named(name));
        auto held = held_midway(ground, named(name), reference);
        CHECK(ground.lists().empty());
        ground.redis.call({"RPUSH", "resque:queue:sites", "new 1", "new 2", "new 3"});
        held.signal(SIGINT);
        CHECK(held.finish().status == 130);
        auto expected = reference.start;
        for (auto const *job : {"new 1", "new 2", "new 3"}) expected["resque:queue:sites"].emplace_back(job);
        CHECK(difference(ground.lists(), expected) == "");
        check_settled(ground);
    }
}

TEST_CASE("interrupted while it goes slowly: 130, what is done is done, and resume does the rest")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        if (scenario.operation != "queue.requeue") continue;
        CAPTURE(scenario.name);
        auto const reference = run_undisturbed(ground, scenario);
        ground.wipe();
        auto const words = scenario.prepare(ground).words + " --rate 50/s";
        auto const first = call_of(reference.trace, "EVALSHA", 1);
        auto const ended = ground.omactl(words, {.kill_at = 2 * first, .signal = SIGINT}).ended;
        CHECK(ended.status == 130);
        CHECK_FALSE(difference(ground.lists(), reference.start) == "");
        CHECK_FALSE(difference(ground.lists(), reference.end) == "");
        check_promise(ground, scenario, reference, ended);
    }
}

TEST_CASE("interrupted at any instant", "[long]")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        for (int k = 1; k <= 2 * reference.calls; ++k) interrupt_at(ground, scenario, reference, k);
    }
}

}  // namespace
