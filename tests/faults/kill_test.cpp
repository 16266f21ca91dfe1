// kill -9 at every instant that counts: before and after each write to Redis, the journal and the
// archive. Nothing may be lost, and `resume` and `undo` mend it.
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;
using namespace omactl::faults;

enum class Cure { resume, undo };

/// Kills a scenario's command at call k, looks, mends it, and looks again.
class Autopsy {
public:
    Autopsy(Ground &ground, Scenario const &scenario, Reference const &reference)
        : m_ground(ground), m_scenario(scenario), m_reference(reference)
    {
    }

    void check(int k, Cure cure)
    {
        CAPTURE(m_scenario.name, k, cure == Cure::resume);
        m_ground.wipe();
        auto const ready = m_scenario.prepare(m_ground);
        auto const outcome = m_ground.omactl(ready.words, {.kill_at = k});
        m_ground.bury();
        CAPTURE(outcome.trace.empty() ? "" : outcome.trace.back());
        REQUIRE((outcome.killed || outcome.ended.status == 0));
        check_places(m_ground, m_ground.laptop, m_reference);
        mend(ready, cure);
        check_settled(m_ground);
    }

private:
    void mend(Ready const &ready, Cure cure)
    {
        auto const entry = m_ground.laptop.last(m_scenario.operation);
        bool const begun = entry && m_ground.has_record(entry->id);
        if (!entry) {
            CHECK(difference(m_ground.lists(), m_reference.start).empty());
            if (!m_scenario.reverses) return;
        }
        if (cure == Cure::resume && entry) {
            check_run(m_ground.laptop, "resume " + entry->id, 0);
            check_lists(begun ? m_reference.end : m_reference.start);
        } else if (m_scenario.for_good && begun) {
            auto const before = m_ground.lists();
            check_run(m_ground.laptop, "undo " + entry->id + " --yes", 7);
            CHECK(difference(m_ground.lists(), before).empty());
            check_run(m_ground.laptop, "resume " + entry->id, 0);
            check_lists(m_reference.end);
        } else {
            check_run(m_ground.laptop, m_scenario.reverses ? ready.words : "undo " + entry->id + " --yes", 0);
            check_lists(m_scenario.reverses ? m_reference.end : m_reference.start, m_scenario.undo_keeps_order);
        }
        repeat(entry ? entry->id : ready.original);
    }

    // What is mended stays as it is, however often one asks.
    void repeat(std::string const &id)
    {
        auto const before = m_ground.lists();
        check_run(m_ground.laptop, "resume " + id, 0);
        CHECK(difference(m_ground.lists(), before).empty());
    }

    void check_lists(Lists const &expected, bool ordered = true)
    {
        auto const found = m_ground.lists();
        CHECK((ordered ? difference(found, expected) : difference(sorted(found), sorted(expected))) == "");
    }

    Ground &m_ground;
    Scenario const &m_scenario;
    Reference const &m_reference;
};

TEST_CASE("killed at a spread of instants, each operation is mended")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        Autopsy autopsy{ground, scenario, reference};
        bool resume = true;
        for (auto const k : spread(reference)) {
            autopsy.check(k, resume ? Cure::resume : Cure::undo);
            resume = !resume;
        }
    }
}

TEST_CASE("killed at any instant, each operation is mended", "[long]")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        auto const reference = run_undisturbed(ground, scenario);
        Autopsy autopsy{ground, scenario, reference};
        for (int k = 1; k <= 2 * reference.calls; ++k)
            for (auto const cure : {Cure::resume, Cure::undo}) autopsy.check(k, cure);
    }
}

}  // namespace
