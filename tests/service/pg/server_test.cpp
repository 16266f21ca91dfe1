#include "lib/pg/health.hpp"
#include "lib/pg/statements.hpp"
#include "lib/pg/temp_files.hpp"
#include "tests/service/pg/stand.hpp"

#include <algorithm>

using namespace omactl;
using namespace omactl::pg;
using namespace omactl::tests;

TEST_CASE("what a server says of itself")
{
    sandbox::PostgresServer const postgres{{.settings = {"track_activity_query_size=4096", "max_connections=30"}}};
    auto connection = open(postgres.url());
    auto const server = ask_server(connection);
    CHECK(server.version == connection.server_version());
    CHECK(server.system_identifier.size() >= 15);
    CHECK(server.database == "shop");
    CHECK(server.user == "postgres");
    CHECK_FALSE(server.in_recovery);
    CHECK(server.is_superuser);
    CHECK(server.can_signal);
    CHECK(server.sees_all);
    CHECK(server.max_connections == 30);
    CHECK(server.reserved == 3);
    CHECK(server.query_size == 4096);
    CHECK(server.work_mem == 4 << 20);
    CHECK_FALSE(server.pooled);
}

TEST_CASE("without the right to its identity, a server still answers")
{
    sandbox::PostgresServer const postgres;
    open(postgres.url()).change("revoke execute on function pg_control_system() from public");
    auto app = open(postgres.url("app"));
    auto const server = ask_server(app);
    CHECK(server.system_identifier.empty());
    CHECK(server.user == "app");
}

TEST_CASE("a pooler in between is seen")
{
    sandbox::PostgresServer const postgres;
    sandbox::PgBouncer const bouncer{postgres};
    auto connection = open(bouncer.url());
    CHECK(ask_server(connection).pooled);
}

TEST_CASE("long and hostile query texts come whole, or are said to be cut")
{
    sandbox::PostgresServer const postgres{{.settings = {"track_activity_query_size=1MB"}}};
    auto connection = open(postgres.url());
    auto const server = ask_server(connection);
    Session hostile{postgres.url()}, long_one{postgres.url()}, longer{postgres.url()};
    std::string const text = "select pg_sleep(30) /* \x1b[2J\n\t\xe2\x80\xae */";
    hostile.begin(text);
    std::string const padding(1'000'000, 'x');
    long_one.begin("select pg_sleep(30) /*" + padding + "*/");
    longer.begin("select pg_sleep(30) /*" + padding + padding + "*/");
    for (auto *session : {&hostile, &long_one, &longer})
        eventually([&] { return look(connection, server, session->pid()).is_active(); });
    CHECK(look(connection, server, hostile.pid()).query == text);
    CHECK(look(connection, server, long_one.pid()).query.size() == padding.size() + 24);
    CHECK_FALSE(look(connection, server, long_one.pid()).truncated);
    CHECK(look(connection, server, longer.pid()).truncated);
    for (auto *session : {&hostile, &long_one, &longer})
        connection.change("select pg_terminate_backend($1::int)", {std::to_string(session->pid())});
}

TEST_CASE("a primary's health")
{
    sandbox::PostgresServer const primary;
    auto const standby = sandbox::PostgresServer::standby_of(primary);
    auto connection = open(primary.url());
    auto const server = ask_server(connection);
    Session idle{primary.url()}, blocked{primary.url()}, coordinator{primary.url()};
    coordinator.run("begin");
    coordinator.run("create table forgotten (id int)");
    coordinator.run("prepare transaction 'forgotten'");
    idle.run("begin");
    idle.run("select pg_advisory_xact_lock(1)");
    blocked.begin("select pg_advisory_xact_lock(1)");
    until_blocked(connection, server, blocked.pid());

    auto const health = ask_health(connection, server);
    CHECK(health.connections == 4);
    CHECK(health.active == 1);
    CHECK(health.idle_in_transaction == 1);
    CHECK(health.blocked == 1);
    CHECK(health.hidden == 0);
    REQUIRE(health.longest_transaction);
    CHECK(health.longest_transaction_pid == idle.pid());
    CHECK(health.longest_idle_in_transaction == health.longest_transaction);
    CHECK(health.prepared == 1);
    CHECK(health.wraparound_age > 0);
    CHECK(health.wraparound() < 0.01);
    CHECK(health.xmin.age > 0);
    CHECK_FALSE(health.in_recovery);
    CHECK_FALSE(health.replay_behind);
    REQUIRE(health.followers.size() == 1);
    CHECK(health.followers[0].state == "streaming");
    CHECK(health.followers[0].behind_bytes.has_value());
    CHECK(health.used() > 0.01);
    idle.run("rollback");
    CHECK(blocked.end().empty());

    auto second = open(standby.url());
    auto const follower = ask_server(second);
    CHECK(follower.in_recovery);
    CHECK(follower.system_identifier == server.system_identifier);
    auto const behind = ask_health(second, follower);
    CHECK(behind.in_recovery);
    CHECK(behind.replay_behind.has_value());
    CHECK(behind.followers.empty());
}

TEST_CASE("health of a quiet server names nobody, and an unprivileged look says what it can't see")
{
    sandbox::PostgresServer const postgres;
    auto app = open(postgres.url("app"));
    auto const server = ask_server(app);
    CHECK_FALSE(ask_health(app, server).longest_transaction);
    Session other{postgres.url()};
    other.run("begin");
    auto const health = ask_health(app, server);
    CHECK(health.connections == 2);
    CHECK(health.hidden == 1);
    CHECK(health.idle_in_transaction == 0);
    CHECK_FALSE(health.longest_transaction);
}

TEST_CASE("outliers come from pg_stat_statements where it is")
{
    sandbox::PostgresServer const postgres{
        {.settings = {"shared_preload_libraries=pg_stat_statements", "compute_query_id=on"}}};
    auto connection = open(postgres.url());
    CHECK_FALSE(ask_statements_info(connection));
    connection.change("create schema ext");
    connection.change("create extension pg_stat_statements schema ext");
    auto const info = ask_statements_info(connection);
    REQUIRE(info);
    CHECK(info->schema == "ext");
    CHECK(info->major == 1);
    CHECK(info->minor >= 6);
    Session app{postgres.url()};
    for (int i = 0; i < 3; ++i) app.run("select pg_sleep(0.02)");
    for (auto const order : {Order::total, Order::calls, Order::mean, Order::io}) {
        auto const worst = outliers(connection, *info, order, 5);
        CHECK(worst.size() >= 1);
        CHECK(worst.size() <= 5);
    }
    auto const worst = outliers(connection, *info, Order::total, 1).at(0);
    CHECK(worst.query == "select pg_sleep($1)");
    CHECK(worst.calls == 3);
    CHECK(worst.total_ms > 50);
    CHECK(worst.share > 0.1);
    CHECK(statements_of(connection, *info, {worst.query_id}).at(0).calls == 3);
    CHECK(statements_of(connection, *info, {}).empty());

    auto limited = open(postgres.url("app"));
    connection.change("grant usage on schema ext to app");
    auto const hidden = outliers(limited, *info, Order::total, 50);
    CHECK(std::any_of(hidden.begin(), hidden.end(), [](auto const &row) { return row.hidden; }));
}

TEST_CASE("pg_stat_statements that isn't loaded says what to do")
{
    sandbox::PostgresServer const postgres;
    auto connection = open(postgres.url());
    connection.change("create extension pg_stat_statements");
    try {
        outliers(connection, *ask_statements_info(connection), Order::total, 5);
        FAIL("nothing was thrown");
    } catch (Error const &error) {
        CHECK(contains(error.hint(), "shared_preload_libraries"));
    }
}

TEST_CASE("temporary files of a sort, by pid")
{
    sandbox::PostgresServer const postgres;
    auto connection = open(postgres.url());
    auto const server = ask_server(connection);
    Session sorter{postgres.url()};
    sorter.run("set work_mem = '64kB'");
    sorter.run("begin");
    sorter.run("declare c cursor for select g from generate_series(1, 300000) g order by -g");
    sorter.run("fetch 1 from c");
    auto const files = ask_temp_files(connection, server);
    REQUIRE(files);
    REQUIRE(files->contains(sorter.pid()));
    CHECK(files->at(sorter.pid()).files >= 1);
    CHECK(files->at(sorter.pid()).bytes > 1'000'000);
    auto app = open(postgres.url("app"));
    CHECK_FALSE(ask_temp_files(app, ask_server(app)));
}
