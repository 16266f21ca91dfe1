// A prune of the journal in an environment without Redis is killed: the journal is the old or the new one,
// and resume finishes it.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr char k_prune[] = "journal prune --older-than 0s --yes";

/// One kill to forget; its id.
std::string one_kill(PgGround &ground)
{
    ground.laptop.wipe();
    PileUp pile{ground};
    check_run(ground.laptop, "pg unblock --yes", 0);
    CHECK(pile.went_on());
    return ground.laptop.last(k_pg_kill).value().id;
}

TEST_CASE("a prune without Redis that is killed is finished by resume")
{
    PgGround ground;
    one_kill(ground);
    auto const calls = check_run(ground.laptop, k_prune, 0).calls.value();
    for (int k = 1; k <= 2 * calls; ++k) {
        CAPTURE(k);
        auto const killed = one_kill(ground);
        REQUIRE(std::filesystem::exists(ground.laptop.archive_of(killed)));
        ground.omactl(k_prune, {.kill_at = k});
        auto const entry = ground.laptop.last(k_prune_here);
        auto const journal_has = [&] {
            auto const last = ground.laptop.last(k_pg_kill);
            return last && last->id == killed;
        };
        bool const begun = entry && entry->last_data("writing");
        if (!begun) CHECK((journal_has() && std::filesystem::exists(ground.laptop.archive_of(killed))));
        if (!entry) continue;
        check_run(ground.laptop, "resume " + entry->id, 0);
        CHECK(journal_has() == !begun);
        CHECK(std::filesystem::exists(ground.laptop.archive_of(killed)) == !begun);
    }
}

}  // namespace
