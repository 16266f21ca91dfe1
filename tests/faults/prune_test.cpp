// A prune that is killed leaves a journal that is the old or the new one, and `resume` finishes it.
#include "lib/core/file.hpp"
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace {

using namespace omactl;
using namespace omactl::faults;

/// What a journal has of the operations before the prune; -1: lines of it can't be read.
int known(Ground const &ground)
{
    SystemClock const clock;
    Secrets const secrets;
    std::size_t damaged = 0;
    auto const entries = op::Journal{ground.laptop.state(), clock, secrets}.entries(&damaged);
    if (damaged > 0) return -1;
    return static_cast<int>(std::count_if(entries.begin(), entries.end(), [](op::Entry const &entry) {
        return entry.plan.operation != "journal.prune";
    }));
}

TEST_CASE("killed at any instant, the journal is the old or the new one")
{
    Ground ground;
    auto const &scenario = named("prune");
    auto const reference = run_undisturbed(ground, scenario);
    CHECK(known(ground) == 0);
    for (int k = 1; k <= 2 * reference.calls; ++k) {
        CAPTURE(k);
        ground.wipe();
        auto const ready = scenario.prepare(ground);
        auto const cleared = ground.laptop.last("queue.clear").value().id;
        REQUIRE(known(ground) == 2);
        ground.omactl(ready.words, {.kill_at = k});
        ground.bury();
        auto const left = known(ground);
        CHECK((left == 0 || left == 2));
        if (auto const prune = ground.laptop.last("journal.prune"); prune && ground.has_record(prune->id)) {
            check_run(ground.laptop, "resume " + prune->id, 0);
            CHECK(known(ground) == 0);
            CHECK_FALSE(ground.has_record(cleared));
            CHECK_FALSE(is_there(ground.laptop.archive_of(cleared)));
        } else {
            CHECK(left == 2);
            CHECK(ground.has_record(cleared));
            CHECK(is_there(ground.laptop.archive_of(cleared)));
        }
    }
}

TEST_CASE("what goes on is not pruned, and neither is anything without Redis")
{
    Ground ground;
    fill_queue(ground, "sites", 3);
    auto const cleared = clear(ground, "sites");
    // The jobs are out, and nobody has decided.
    check_run(ground.laptop, "journal prune --older-than 0s --yes", 0);
    CHECK(known(ground) == 1);
    auto const url = ground.laptop.variables["REDIS_URL"];
    ground.laptop.variables["REDIS_URL"] = "unix:///nowhere/redis.sock";
    check_run(ground.laptop, "journal prune --older-than 0s --undecided --yes", 6);
    CHECK(known(ground) == 1);
    ground.laptop.variables["REDIS_URL"] = url;
    // Somebody undoes it from elsewhere.
    ground.redis.call({"HSET", "resque:omactl:op:" + cleared, "undo", "01JDB7Q4AAAAAAAAAAAAAAAAAA"});
    check_run(ground.laptop, "journal prune --older-than 0s --undecided --yes", 0);
    CHECK(known(ground) == 1);
    ground.redis.call({"HDEL", "resque:omactl:op:" + cleared, "undo"});
    check_run(ground.laptop, "journal prune --older-than 0s --undecided --yes", 0);
    CHECK(known(ground) == 0);
    CHECK_FALSE(is_there(ground.laptop.archive_of(cleared)));
}

}  // namespace
