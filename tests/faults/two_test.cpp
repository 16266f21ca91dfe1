// Two engineers on one queue, and one engineer's work mended from another's machine.
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

namespace {

using namespace omactl;
using namespace omactl::faults;

TEST_CASE("while one clears, the other is told who holds the lock: 8")
{
    Ground ground;
    auto const &scenario = named("clear");
    auto const reference = run_undisturbed(ground, scenario);
    Machine const other{ground.server.url()};
    for (auto const *command : {"EVAL", "EVALSHA"}) {
        CAPTURE(command);
        ground.wipe();
        auto const ready = scenario.prepare(ground);
        auto held = ground.laptop.hold(ready.words + " --reason loops", 2 * call_of(reference.trace, command, 1));
        REQUIRE(held.still());
        ground.redis.call({"PING"});  // what it sent is done
        auto const outcome = check_run(other, ready.words, 8);
        CHECK_THAT(outcome.ended.err, Catch::Contains(ground.laptop.last("queue.clear") ? "" : "marta@"));
        auto const ended = held.finish();
        CHECK(ended.status == 0);
        check_promise(ground, scenario, reference, ended);
    }
}

TEST_CASE("whoever waits for the lock goes on when it is free")
{
    Ground ground;
    fill_queue(ground, "sites", 5);
    ground.redis.call({"SET", "resque:omactl:{resque:queue:sites}:lease", "TOKEN|01JDB7Q4|bob@desk|", "PX", "300"});
    check_run(ground.laptop, "queue clear sites --yes --wait-lock 30s", 0);
    CHECK(ground.lists().empty());
    CHECK(ground.leftovers().empty());
}

TEST_CASE("both start at once: each job leaves once, and one of them says 8 or finds nothing")
{
    Ground ground;
    Machine const other{ground.server.url()};
    for (int round = 0; round < 6; ++round) {
        ground.wipe();
        fill_queue(ground, "sites", 30);
        auto const start = ground.lists();
        auto mine = ground.laptop.hold("queue clear sites --yes", 1);
        auto theirs = other.hold("queue clear sites --yes", 1);
        mine.signal(SIGCONT);
        theirs.signal(SIGCONT);
        auto const one = mine.finish(), two = theirs.finish();
        CAPTURE(round, one.out, two.out);
        CHECK((one.status == 0 || two.status == 0));
        CHECK((one.status == 0 || one.status == 8));
        CHECK((two.status == 0 || two.status == 8));
        CHECK(ground.lists().empty());
        auto all = places(ground, ground.laptop);
        auto const there = places(ground, other);
        for (auto const &job : jobs_in(start)) CHECK(all.archived.contains(job) != there.archived.contains(job));
        check_settled(ground);
        std::filesystem::remove_all(other.state());
    }
}

TEST_CASE("an owner that slept past its lease can write no more")
{
    Ground ground;
    auto const reference = run_undisturbed(ground, named("clear some"));
    Machine const other{ground.server.url()};
    ground.wipe();
    auto const ready = named("clear some").prepare(ground);
    auto held = ground.laptop.hold(ready.words, 2 * call_of(reference.trace, "EVALSHA", 3) - 1);
    REQUIRE(held.still());
    auto const id = ground.laptop.last("queue.clear").value().id;
    ground.redis.call({"DEL", "resque:omactl:{resque:queue:sites}:lease"});  // it ran out
    check_run(other, "resume " + id, 0);
    CHECK(difference(ground.lists(), reference.end) == "");
    auto const ended = held.finish();
    CHECK(ended.status == 8);
    CHECK(difference(ground.lists(), reference.end) == "");
    check_settled(ground);
}

/// Begins a scenario on one machine and kills it there as soon as a step is done.
std::string killed_midway(Ground &ground, Scenario const &scenario, Reference const &reference)
{
    for (int k = 2 * call_of(reference.trace, "EVALSHA", 1); k <= 2 * reference.calls; ++k) {
        ground.wipe();
        auto const ready = scenario.prepare(ground);
        REQUIRE(ground.omactl(ready.words, {.kill_at = k}).killed);
        ground.bury();
        // A long step is sent in several calls.
        if (auto const entry = ground.laptop.last(scenario.operation); ground.has_record(entry.value().id))
            return entry->id;
    }
    FAIL("no step was ever done");
    return {};
}

TEST_CASE("begun on one machine, killed there, mended from another")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        CAPTURE(scenario.name);
        Machine other{ground.server.url()};
        auto const id = killed_midway(ground, scenario, reference);
        // A colleague has the same configuration.
        if (auto const config = ground.laptop.variables.find("OMACTL_CONFIG"); config != ground.laptop.variables.end())
            other.variables.insert(*config);
        // A prefix is looked for among those that are open.
        bool const open = ground.redis.call({"SISMEMBER", "resque:omactl:open", id}).integer() == 1;
        auto const digits = open ? 12 : id.size();
        check_run(other, "resume " + id.substr(0, digits), 0);
        CHECK(difference(ground.lists(), reference.end) == "");
        check_settled(ground);
        auto const known = other.last(scenario.operation);
        REQUIRE(known);
        CHECK(known->state == op::State::done);

        if (scenario.reverses || scenario.for_good) continue;
        auto const again = killed_midway(ground, scenario, reference);
        check_run(other, "undo --yes " + again, 0);
        CHECK(difference(sorted(ground.lists()), sorted(reference.start)) == "");
        check_settled(ground);
    }
}

TEST_CASE("resumed from another machine, the archive lies there, and the first one says where")
{
    Ground ground;
    Machine const other{ground.server.url()};
    auto const reference = run_undisturbed(ground, named("clear"));
    auto const id = killed_midway(ground, named("clear"), reference);
    check_run(other, "resume " + id, 0);
    CHECK(std::filesystem::exists(other.archive_of(id)));
    check_run(other, "undo --yes " + id, 0);
    CHECK(difference(ground.lists(), reference.start) == "");
    check_settled(ground);
}

TEST_CASE("an archive that is not here: 5, and where it is")
{
    Ground ground;
    Machine const other{ground.server.url()};
    fill_queue(ground, "sites", 5);
    auto const id = clear(ground, "sites");
    std::filesystem::remove(ground.laptop.archive_of(id));
    for (auto const &words : {"undo --yes " + id, "queue requeue sites --yes --from archive:" + id}) {
        auto const outcome = check_run(other, words, 5);
        CHECK_THAT(outcome.ended.err, Catch::Contains(ground.laptop.archive_of(id)));
    }
    CHECK(ground.lists().empty());
}

TEST_CASE("an archive that was copied here is found")
{
    Ground ground;
    Machine const other{ground.server.url()};
    fill_queue(ground, "sites", 5);
    auto const before = ground.lists();
    auto const id = clear(ground, "sites");
    std::filesystem::create_directories(other.state() + "/archive");
    std::filesystem::rename(ground.laptop.archive_of(id), other.archive_of(id));
    check_run(other, "undo --yes " + id, 0);
    CHECK(difference(ground.lists(), before) == "");
}

TEST_CASE("an archive whose jobs never left gives none away")
{
    Ground ground;
    auto const &scenario = named("clear");
    auto const reference = run_undisturbed(ground, scenario);
    auto const release = call_of(reference.trace, "EVALSHA", 2);
    ground.wipe();
    auto const ready = scenario.prepare(ground);
    REQUIRE(ground.omactl(ready.words, {.kill_at = 2 * release - 1}).killed);
    ground.bury();
    auto const id = ground.laptop.last("queue.clear").value().id;
    REQUIRE(std::filesystem::exists(ground.laptop.archive_of(id)));
    check_run(ground.laptop, "queue requeue sites --yes --from archive:" + id, 8);
    check_run(ground.laptop, "undo --yes " + id, 0);
    check_run(ground.laptop, "queue requeue sites --yes --from archive:" + id, 8);
    CHECK(difference(ground.lists(), reference.start) == "");
}

}  // namespace
