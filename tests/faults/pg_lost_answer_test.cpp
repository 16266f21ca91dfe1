// The line to PostgreSQL breaks: at a look, at the statement that ends a backend, at the look after it.
// Before that statement nothing was changed; at it, 10 says that nobody knows, and resume finds out.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_proxy.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;
using namespace omactl::faults;

using Names = std::vector<std::string>;

/// An unblock over a line that breaks once.
process::Ended unblock_with(PgGround &ground, Cut const &cut)
{
    ground.laptop.wipe();
    ground.mark();
    PgProxy proxy{ground};
    proxy->cut(cut);
    auto const direct = ground.laptop.variables["DATABASE_URL"];
    ground.laptop.variables["DATABASE_URL"] = proxy.url(ground);
    auto const ended = ground.omactl("pg unblock --yes --reason pile-up").ended;
    ground.laptop.variables["DATABASE_URL"] = direct;
    CHECK(proxy->cuts() == 1);
    ground.bury();
    return ended;
}

void resume_last(PgGround &ground, PileUp &pile, process::Ended const &ended)
{
    auto const id = ground.laptop.last(k_pg_kill).value().id;
    CHECK_THAT(ended.err, Catch::Contains("omactl resume " + id.substr(0, 8)));
    check_run(ground.laptop, "resume " + id, 0);
    CHECK(pile.went_on());
    CHECK(ground.hit() == Names{"idler"});
    check_run(ground.laptop, "resume " + id, 0);
    CHECK(ground.hit() == Names{"idler"});
    CHECK(ground.laptop.last(k_pg_kill).value().state == op::State::done);
}

TEST_CASE("the line breaks at a look or at the lease: 6, and nothing was changed")
{
    PgGround ground;
    PileUp pile{ground};
    for (auto const *pattern : {"pg_postmaster_start_time", "pg_stat_activity", "pg_prepared_xacts", "omactl 01",
                                "pg_try_advisory_lock", "explain"})
        for (bool const deliver : {true, false}) {
            CAPTURE(pattern, deliver);
            auto const ended = unblock_with(ground, {.pattern = pattern, .deliver = deliver});
            CAPTURE(ended.err);
            CHECK(ended.status == 6);
            CHECK(pile.stands());
            CHECK(ground.hit().empty());
            // What was begun is told, and not left open.
            if (auto const entry = ground.laptop.last(k_pg_kill)) CHECK(entry->state == op::State::failed);
        }
}

TEST_CASE("the statement that ends a backend is lost, or its answer: 10, and resume finds out")
{
    PgGround ground;
    for (bool const deliver : {true, false}) {
        CAPTURE(deliver);
        PileUp pile{ground};
        auto const ended = unblock_with(ground, {.pattern = "pg_terminate_backend", .deliver = deliver});
        CAPTURE(ended.err);
        CHECK(ended.status == 10);
        CHECK(ground.hit() == (deliver ? Names{"idler"} : Names{}));
        CHECK(pile.stands() == !deliver);
        resume_last(ground, pile, ended);
    }
}

TEST_CASE("the look after it is lost: applied and not verified, and resume verifies")
{
    PgGround ground;
    for (int const nth : {3, 4}) {  // one before each rung, then those after
        CAPTURE(nth);
        PileUp pile{ground};
        auto const ended = unblock_with(ground, {.pattern = "a.pid = any ($1::int[])", .occurrence = nth});
        CAPTURE(ended.err);
        CHECK((ended.status == 9 || ended.status == 11));
        CHECK(ground.hit() == Names{"idler"});
        resume_last(ground, pile, ended);
    }
}

TEST_CASE("nobody listens: 6")
{
    PgGround const ground;
    Machine const lost{
        Variables{{"DATABASE_URL", "postgresql://postgres@/shop?host=" + ground.server.folder() + "/no"}}};
    for (auto const *words : {"pg ps", "pg locks", "pg unblock --yes", "pg kill 1:abcde --yes", "pg kill-long --yes"})
        check_run(lost, words, 6);
}

}  // namespace
