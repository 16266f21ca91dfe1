// Two engineers end backends of one database: the second hears who is at it, and may wait.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"

#include <catch2/catch.hpp>

#include <future>

namespace {

using namespace omactl;
using namespace omactl::faults;

using Names = std::vector<std::string>;
constexpr char k_unblock[] = "pg unblock --yes --reason pile-up";

/// The first call on a file: the journal's first line, when the lease has been taken.
int with_the_lease(PgGround &ground)
{
    PileUp const pile{ground};
    auto const trace = check_run(ground.laptop, k_unblock, 0).trace;
    for (auto const &line : trace)
        if (line.find(" socket") == std::string::npos) return 2 * std::stoi(line) - 1;
    FAIL("no call on a file");
    return 0;
}

TEST_CASE("while one unblocks, the other is told who holds the lease and why: 8")
{
    PgGround ground;
    auto const at = with_the_lease(ground);
    Machine const other{Variables{{"DATABASE_URL", ground.server.url()}}};
    PileUp pile{ground};
    ground.mark();
    auto held = ground.laptop.hold(k_unblock, at);
    REQUIRE(held.still());
    for (auto const *words : {"pg unblock --yes", "pg kill-long --older-than 1ms --app idler --yes",
                              "pg unblock --yes --wait-lock 300ms"}) {
        auto const outcome = check_run(other, words, 8);
        CHECK_THAT(outcome.ended.err, Catch::Contains("marta@") && Catch::Contains("pile-up"));
    }
    CHECK(ground.hit().empty());
    CHECK(held.finish().status == 0);
    CHECK(pile.went_on());
    CHECK(ground.hit() == Names{"idler"});
}

TEST_CASE("whoever waits for the lease goes on when it is free, and finds the work done")
{
    PgGround ground;
    auto const at = with_the_lease(ground);
    Machine const other{Variables{{"DATABASE_URL", ground.server.url()}}};
    PileUp pile{ground};
    ground.mark();
    auto held = ground.laptop.hold(k_unblock, at);
    REQUIRE(held.still());
    auto waiting = std::async(std::launch::async, [&] { return other.omactl("pg unblock --yes --wait-lock 30s"); });
    ground.eventually("(select count(*) from pg_stat_activity where application_name like 'omactl 01%') = 2");
    CHECK(held.finish().status == 0);
    auto const outcome = waiting.get();
    CAPTURE(outcome.ended.out, outcome.ended.err);
    CHECK(outcome.ended.status == 8);
    CHECK_THAT(outcome.ended.err, Catch::Contains("nothing was touched"));
    CHECK(pile.went_on());
    CHECK(ground.hit() == Names{"idler"});
}

TEST_CASE("the lease dies with its holder, and a colleague goes on at once")
{
    PgGround ground;
    auto const at = with_the_lease(ground);
    Machine const other{Variables{{"DATABASE_URL", ground.server.url()}}};
    PileUp pile{ground};
    ground.mark();
    auto held = ground.laptop.hold(k_unblock, at);
    REQUIRE(held.still());
    check_run(other, "pg unblock --yes", 8);
    held.signal(SIGKILL);
    held.finish();
    check_run(other, "pg unblock --yes --wait-lock 10s", 0);
    CHECK(pile.went_on());
    CHECK(ground.hit() == Names{"idler"});
}

TEST_CASE("both start at once: each victim is ended once")
{
    PgGround ground;
    Machine const other{Variables{{"DATABASE_URL", ground.server.url()}}};
    for (int round = 0; round < 5; ++round) {
        CAPTURE(round);
        PileUp pile{ground};
        ground.mark();
        auto mine = ground.laptop.hold(k_unblock, 1), theirs = other.hold(k_unblock, 1);
        mine.signal(SIGCONT);
        theirs.signal(SIGCONT);
        auto const one = mine.finish(), two = theirs.finish();
        CAPTURE(one.out, two.out);
        CHECK((one.status == 0 || two.status == 0));
        CHECK((one.status == 0 || one.status == 8));
        CHECK((two.status == 0 || two.status == 8));
        CHECK(pile.went_on());
        CHECK(ground.hit() == Names{"idler"});
    }
}

}  // namespace
