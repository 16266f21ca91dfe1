// A pooler, a standby, a role without rights: omactl says what it can't know or do there, and does the rest.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace {

using namespace omactl;
using namespace omactl::faults;

using Names = std::vector<std::string>;

TEST_CASE("through a pooler looks work with their caveat, and nothing is ended: 7")
{
    PgGround ground;
    PileUp pile{ground};
    sandbox::PgBouncer const bouncer{ground.server};
    ground.configure("restart = [\"false\"]\n");
    ground.laptop.variables["DATABASE_URL"] = bouncer.url();
    CHECK_THAT(check_run(ground.laptop, "pg ps", 0).ended.out, Catch::Contains("a pooler is in between"));
    CHECK_THAT(check_run(ground.laptop, "pg locks", 3).ended.out, Catch::Contains("a pooler is in between"));

    Machine direct{Variables{{"DATABASE_URL", ground.server.url()}}};
    auto const ps = check_run(direct, "pg ps --app idler", 0).ended.out;
    auto const at = ps.find(std::to_string(pile.idler->pid()) + ":");
    REQUIRE(at != std::string::npos);
    auto const token = ps.substr(at, ps.find(' ', at) - at);
    for (auto const &words : {"pg kill " + token + " --yes", std::string{"pg unblock --yes"},
                              std::string{"pg kill-long --older-than 1ms --yes"}, std::string{"pg restart --yes"},
                              std::string{"pg unblock --dry-run"}})
        CHECK_THAT(check_run(ground.laptop, words, 7).ended.err, Catch::Contains("pooler"));
    CHECK(pile.stands());
    CHECK(ground.hit().empty());
}

/// On a standby nobody writes; locks that people take by themselves are there all the same.
struct StandbyPileUp {
    explicit StandbyPileUp(std::string const &url) : root(url, "root"), reader(url, "reader")
    {
        root.run("begin");
        root.run("select pg_advisory_xact_lock(7)");
        reader.begin("select pg_advisory_xact_lock(7)");
        auto const watcher = application(url, "test");
        SystemClock clock;
        while (watcher->change(fmt::format("select cardinality(pg_blocking_pids({})) as n", reader.pid()))[0].integer(
                   "n") == 0)
            clock.sleep(Millis{2});
    }
    PgSession root, reader;
};

TEST_CASE("on a standby looks and an unblock work, and a restart is refused: 7")
{
    PgGround ground;
    auto const standby = sandbox::PostgresServer::standby_of(ground.server);
    ground.configure("restart = [\"false\"]\n");
    ground.laptop.variables["DATABASE_URL"] = standby.url();
    StandbyPileUp pile{standby.url()};
    check_run(ground.laptop, "pg ps", 0);
    check_run(ground.laptop, "pg locks", 3);
    CHECK_THAT(check_run(ground.laptop, "pg restart --yes", 7).ended.err, Catch::Contains("primary"));
    check_run(ground.laptop, "pg unblock --yes", 0);
    CHECK(pile.reader.end().empty());
    CHECK_FALSE(pile.root.lives());
    check_run(ground.laptop, "pg locks", 0);
}

TEST_CASE("a role without rights: what is hidden is unknown, and ending it is denied: 4")
{
    PgGround ground;
    PileUp pile{ground};
    ground.laptop.variables["DATABASE_URL"] = ground.server.url("app");
    auto const ps = check_run(ground.laptop, "pg ps", 0).ended.out;
    CHECK_THAT(ps, Catch::Contains("unknown") && Catch::Contains("GRANT pg_monitor, pg_signal_backend TO app"));
    CHECK_THAT(check_run(ground.laptop, "pg locks", 3).ended.out, Catch::Contains("unknown"));
    auto const pid = pile.idler->pid();
    for (auto const &token : {fmt::format("{}", pid), fmt::format("{}:?", pid)})
        CHECK_THAT(check_run(ground.laptop, "pg kill " + token + " --yes", 4).ended.err,
                   Catch::Contains("GRANT pg_monitor, pg_signal_backend TO app"));
    check_run(ground.laptop, "pg unblock --yes", 4);
    auto const long_ones = ground.omactl("pg kill-long --older-than 1ms --yes").ended;
    CAPTURE(long_ones.out, long_ones.err);
    CHECK(long_ones.status == 3);  // nothing that it may see is old, and a root blocks
    CHECK(pile.stands());
    CHECK(ground.hit().empty());
}

TEST_CASE("the right to see without the right to end: 4, and nothing is touched")
{
    PgGround ground;
    ground.answer("create role looker login in role pg_monitor");
    ground.laptop.variables["DATABASE_URL"] = ground.server.url("looker");
    PileUp pile{ground};
    auto const outcome = check_run(ground.laptop, "pg unblock --yes", 4);
    CAPTURE(outcome.ended.out);
    CHECK_THAT(outcome.ended.err, Catch::Contains("denied"));
    CHECK(pile.stands());
    CHECK(ground.hit().empty());
}

}  // namespace
