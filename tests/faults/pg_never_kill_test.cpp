// The widest rule there is ends ordinary clients only: replication, vacuum, a backup, what is prepared
// for two-phase commit, PostgreSQL's own processes and omactl's are left alone.
#include "lib/sandbox/postgres_data.hpp"
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace {

using namespace omactl;
using namespace omactl::faults;

/// A table whose vacuum takes minutes: a cost limit of 1 and a delay for each page.
void keep_a_vacuum_busy(PgGround &ground)
{
    ground.answer("create table slow (id int, t text) with (autovacuum_vacuum_cost_delay = 100, "
                  "autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 1, "
                  "autovacuum_vacuum_scale_factor = 0)");
    ground.answer("insert into slow select g, repeat('x', 500) from generate_series(1, 5000) g");
    ground.answer("delete from slow where id % 2 = 0");
    ground.eventually("exists (select from pg_stat_activity where backend_type = 'autovacuum worker' "
                      "and query like '%slow%')");
}

/// A pg_dump that stands at a table for as long as somebody has it locked.
process::Child start_dump(PgGround &ground)
{
    process::Child dump{{.argv = {sandbox::postgres_program("pg_dump"), "-h", ground.server.folder(), "-p",
                                  std::to_string(ground.server.port()), "-U", "postgres", "shop"},
                         .environment = std::vector<std::string>{"PATH=/usr/bin:/bin"},
                         .input = {}}};
    ground.eventually("exists (select from pg_stat_activity where application_name = 'pg_dump' "
                      "and wait_event_type = 'Lock')");
    return dump;
}

TEST_CASE("kill-long --older-than 1ms touches ordinary clients only")
{
    PgGround ground{{.settings = {"autovacuum_naptime=1s"}}};
    auto walsender = ground.server.start_walsender();
    keep_a_vacuum_busy(ground);
    PgSession preparer{ground.server.url(), "preparer"};
    for (auto const *sql : {"begin", "update sites set name = 'two' where id = 2", "prepare transaction 'two'"})
        preparer.run(sql);
    PgSession locker{ground.server.url(), "locker"}, sleeper{ground.server.url(), "sleeper"},
        sibling{ground.server.url(), "omactl 01JDB7Q4 mara@desk"};
    ground.answer("create table kept (id int)");
    locker.run("begin");
    locker.run("lock table kept in access exclusive mode");
    sibling.begin("select pg_sleep(600)");
    sleeper.begin("select pg_sleep(600)");
    auto dump = start_dump(ground);
    auto const own_processes =
        "select string_agg(pid::text, ',' order by pid) from pg_stat_activity where backend_type not in "
        "('client backend', 'autovacuum worker')";
    auto const before = ground.answer(own_processes);
    auto const vacuum = ground.answer("select pid from pg_stat_activity where backend_type = 'autovacuum worker' "
                                      "and query like '%slow%'");
    ground.eventually("(select count(*) from pg_stat_activity where backend_type = 'walsender') = 1");

    ground.mark();
    auto const outcome = check_run(ground.laptop, "pg kill-long --older-than 1ms --yes", 0);
    CAPTURE(outcome.ended.err);
    CHECK(ground.hit() == std::vector<std::string>{"locker", "sleeper"});
    CHECK(dump.wait(Millis{20'000}) == 0);
    CHECK(sibling.waits());
    CHECK(walsender.running());
    CHECK(ground.answer(own_processes) == before);
    CHECK(ground.answer("select count(*) from pg_stat_activity where pid = " + vacuum) == "1");
    CHECK(ground.answer("select count(*) from pg_prepared_xacts where gid = 'two'") == "1");
    CHECK(preparer.lives());
    ground.answer("rollback prepared 'two'");
}

TEST_CASE("a prepared transaction as the only root: 7, with the statement that ends it")
{
    PgGround ground;
    PgSession preparer{ground.server.url(), "preparer"}, waiter{ground.server.url(), "waiter"};
    for (auto const *sql : {"begin", "update sites set name = 'two' where id = 2", "prepare transaction 'two'"})
        preparer.run(sql);
    waiter.begin("update sites set name = 'three' where id = 2");
    ground.eventually(fmt::format("cardinality(pg_blocking_pids({})) > 0", waiter.pid()));
    ground.mark();
    check_run(ground.laptop, "pg unblock --yes", 7);
    CHECK_THAT(check_run(ground.laptop, "pg locks", 3).ended.out,
               Catch::Contains("omactl pg console -- -c 'rollback prepared"));
    CHECK(ground.hit().empty());
    CHECK(waiter.waits());
    ground.answer("rollback prepared 'two'");
    CHECK(waiter.end().empty());
}

}  // namespace
