#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

namespace omactl::faults {

Reference run_undisturbed(Ground &ground, Scenario const &scenario)
{
    CAPTURE(scenario.name);
    ground.wipe();
    auto const ready = scenario.prepare(ground);
    Reference reference;
    reference.start = ground.lists();
    auto const outcome = check_run(ground.laptop, ready.words, 0);
    reference.end = ground.lists();
    reference.calls = outcome.calls.value();
    reference.trace = outcome.trace;
    REQUIRE((reference.start == reference.end) == scenario.no_jobs);
    auto const now = places(ground, ground.laptop);
    for (auto const &job : jobs_in(reference.start))
        if (now.has(job)) reference.lasting.push_back(job);
    REQUIRE(std::ssize(reference.lasting) == std::ssize(jobs_in(reference.start)) - scenario.forgets);
    check_settled(ground);
    return reference;
}

int call_of(std::vector<std::string> const &trace, std::string const &command, int n)
{
    for (auto const &line : trace)
        if (line.ends_with(" socket " + command) && --n == 0) return std::stoi(line);
    FAIL("no such call: " << command);
    return 0;
}

int calls_on(std::vector<std::string> const &trace, std::string const &call, std::string const &file)
{
    int calls = 0;
    for (auto const &line : trace)
        calls += line.find(" " + call + " /") != std::string::npos && line.ends_with(file) ? 1 : 0;
    return calls;
}

std::vector<int> spread(Reference const &reference)
{
    constexpr int k_first = 10, k_last = 5;
    constexpr std::size_t k_steps = 10;
    int const last = 2 * reference.calls;
    std::set<int> points;
    for (int k = 1; k <= std::min(last, k_first); ++k) points.insert(k);
    for (int k = std::max(1, last - k_last + 1); k <= last; ++k) points.insert(k);
    std::vector<int> steps;
    for (auto const &line : reference.trace)
        if (line.ends_with(" socket EVALSHA"))
            for (int const k : {2 * std::stoi(line) - 1, 2 * std::stoi(line)}) steps.push_back(k);
    for (std::size_t i = 0; i < k_steps; ++i) points.insert(steps.at(i * (steps.size() - 1) / (k_steps - 1)));
    return {points.begin(), points.end()};
}

Held held_midway(Ground &ground, Scenario const &scenario, Reference const &reference)
{
    for (int k = 2 * call_of(reference.trace, "EVALSHA", 1);; ++k) {
        ground.wipe();
        auto const ready = scenario.prepare(ground);
        auto held = ground.laptop.hold(ready.words, k);
        REQUIRE(held.still());
        // A long step is sent in several calls.
        if (ground.has_record(ground.laptop.last(scenario.operation).value().id)) return held;
        held.signal(SIGKILL);
        held.finish();
        ground.bury();
    }
}

void check_places(Ground &ground, Machine const &machine, Reference const &reference)
{
    auto const now = places(ground, machine);
    CHECK(lost(reference.lasting, now).empty());
    CHECK(doubled(now).empty());
}

void check_settled(Ground &ground)
{
    CHECK(ground.leftovers().empty());
    CHECK(ground.redis.call({"SCARD", "resque:omactl:open"}).integer() == 0);
    auto const archives = ground.laptop.state() + "/archive";
    if (!std::filesystem::exists(archives)) return;
    for (auto const &file : std::filesystem::directory_iterator{archives}) {
        auto const kind = file.path().extension().string();
        CHECK(kind == ".zst");
    }
}

Outcome check_run(Machine const &machine, std::string const &words, int status, Fault const &fault)
{
    auto outcome = machine.omactl(words, fault);
    CAPTURE(words, outcome.ended.out, outcome.ended.err);
    CHECK(outcome.ended.status == status);
    return outcome;
}

void check_promise(Ground &ground, Scenario const &scenario, Reference const &reference, process::Ended const &ended)
{
    auto const entry = ground.laptop.last(scenario.operation);
    bool const open = entry && (entry->state == op::State::open || entry->state == op::State::partial ||
                                entry->state == op::State::unknown || entry->state == op::State::unverified);
    bool const refused = ended.status >= 1 && ended.status <= 8;
    CAPTURE(scenario.name, ended.status, ended.out, ended.err);
    check_places(ground, ground.laptop, reference);
    if (ended.status == 0) {
        CHECK(difference(ground.lists(), reference.end) == "");
    } else if (refused || !open) {
        CHECK(difference(ground.lists(), reference.start) == "");
    } else {
        CHECK_THAT(ended.out + ended.err, Catch::Contains("omactl resume " + entry->id.substr(0, 8)));
        bool const begun = ground.has_record(entry->id);
        check_run(ground.laptop, "resume " + entry->id, 0);
        CHECK(difference(ground.lists(), begun ? reference.end : reference.start) == "");
    }
    check_settled(ground);
}

}  // namespace omactl::faults
