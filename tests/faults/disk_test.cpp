// The disk of the laptop fills, or is read-only: what was taken away comes back by itself, and what
// can't be recorded does not begin.
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace {

using namespace omactl;
using namespace omactl::faults;

Outcome run_failing(Ground &ground, Scenario const &scenario, std::string const &fail_at, std::string const &folder)
{
    ground.wipe();
    auto const ready = scenario.prepare(ground);
    return ground.omactl(ready.words, {.fail_at = fail_at, .fail_under = ground.laptop.state() + folder});
}

TEST_CASE("the archive can't be written: everything is put back in order, and no half file stays")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        for (auto const *call : {"write", "fsync", "rename"})
            for (int n = 1; n <= calls_on(reference.trace, call, call == std::string{"rename"} ? ".zst" : ".part");
                 ++n) {
                CAPTURE(scenario.name, call, n);
                auto const outcome = run_failing(ground, scenario, fmt::format("{}:ENOSPC:{}", call, n), "/archive");
                CHECK(outcome.ended.status == 1);
                CHECK_THAT(outcome.ended.err, Catch::Contains("no space left on device"));
                CHECK_THAT(outcome.ended.err, Catch::Contains("nothing was changed"));
                check_promise(ground, scenario, reference, outcome.ended);
            }
    }
}

TEST_CASE("a journal that can't be written: nothing begins")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        for (auto const *fail_at : {"write:EDQUOT:1", "fsync:EIO:1"}) {
            CAPTURE(scenario.name, fail_at);
            auto const outcome = run_failing(ground, scenario, fail_at, "/journal");
            CHECK(outcome.ended.status == 1);
            CHECK(difference(ground.lists(), reference.start) == "");
            CHECK(ground.leftovers().empty());
            CHECK(ground.redis.call({"SCARD", "resque:omactl:open"}).integer() == 0);
        }
    }
}

TEST_CASE("a journal that can't be written any more: the change is finished, and that is told")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        for (int n = 2; n <= calls_on(reference.trace, "write", "journal.jsonl"); ++n) {
            CAPTURE(scenario.name, n);
            auto const outcome = run_failing(ground, scenario, fmt::format("write:ENOSPC:{}", n), "/journal");
            // An undo tells its beginning in two lines; the second one may still stop it.
            if (outcome.ended.status == 1)
                CHECK(scenario.reverses);
            else
                CHECK_THAT(outcome.ended.err, Catch::Contains("journal"));
            check_promise(ground, scenario, reference, outcome.ended);
        }
    }
}

TEST_CASE("a disk that is too small is seen before anything is changed")
{
    Ground ground;
    fill_queue(ground, "sites", 30);
    auto const before = ground.lists();
    ground.laptop.variables["XDG_STATE_HOME"] = "/proc/self";
    check_run(ground.laptop, "queue clear sites --yes", 1);
    CHECK(ground.lists() == before);
}

}  // namespace
