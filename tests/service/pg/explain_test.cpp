#include "lib/pg/explain.hpp"
#include "lib/pg/hints.hpp"
#include "tests/service/pg/stand.hpp"

#include <filesystem>

using namespace omactl;
using namespace omactl::pg;
using namespace omactl::tests;

namespace {

struct World {
    sandbox::PostgresServer postgres;
    postgres::Connection connection = open(postgres.url());
    postgres::Connection own = open(postgres.url());  // explain changes its session
    Server server;

    World()
    {
        Session setup{postgres.url()};
        setup.run("create table sites (id int primary key, host text, at timestamptz)");
        setup.run("insert into sites select g, 'h' || g, now() from generate_series(1, 50000) g");
        setup.run("analyze sites");
        server = ask_server(connection);
    }
    Plan plan(std::string query, std::string search_path = "")
    {
        return explain(own, server, {.query = std::move(query), .search_path = std::move(search_path)});
    }
    std::string rows() { return value(connection, "select count(*) from sites"); }
};

}  // namespace

TEST_CASE("nothing that is explained is executed")
{
    World world;
    Session setup{world.postgres.url()};
    setup.run("create table seen (n int)");
    setup.run("create sequence counter");
    setup.run("create function writes() returns int language plpgsql volatile as"
              " $$ begin insert into seen values (1); return 1; end $$");
    setup.run("create function lies() returns int language plpgsql immutable as $$ begin return writes(); end $$");
    auto const marker = world.postgres.folder() + "/executed";
    for (auto const &text :
         {std::string{"select 1; delete from sites"}, std::string{"explain analyze delete from sites"},
          std::string{"analyze delete from sites"}, std::string{"(analyze) delete from sites"},
          std::string{"delete from sites"}, std::string{"with d as (delete from sites returning *) select * from d"},
          std::string{"select writes()"}, std::string{"select lies()"}, std::string{"select nextval('counter')"},
          std::string{"select $1; delete from sites"},
          std::string{"select 1 as a) select 1; delete from sites; select (1"},
          std::string{"insert into seen select $1"}, "copy sites to program 'touch " + marker + "'",
          std::string{"do $$ begin delete from sites; end $$"}, std::string{"truncate sites"},
          std::string{"select pg_terminate_backend(pid) from pg_stat_activity"}}) {
        CAPTURE(text);
        auto const plan = world.plan(text);
        CHECK(plan.there() == plan.why_not.empty());
        CHECK(world.rows() == "50000");
        CHECK(value(world.connection, "select count(*) from seen") == "0");
        CHECK(value(world.connection, "select is_called from counter") == "f");
    }
    CHECK_FALSE(std::filesystem::exists(marker));
}

TEST_CASE("plans of reads, writes and texts with parameters")
{
    World world;
    CHECK(contains(plan_text(world.plan("select * from sites where host = 'h7'").json), "Seq Scan on public.sites"));
    CHECK(contains(plan_text(world.plan("delete from sites where id = 7;").json), "Index Scan using sites_pkey"));
    auto const generic = world.plan("select * from sites where id = $1 and host = $2");
    CHECK(generic.generic);
    CHECK(generic.why_not.empty());
    CHECK(contains(plan_text(generic.json), "Index Cond: (sites.id = $1)"));
    CHECK(world.plan("select * from sites where id = $1").generic);
    CHECK(contains(world.plan("select * from nowhere").why_not, "nowhere"));
    CHECK(contains(world.plan("select * from").why_not, "syntax"));
}

TEST_CASE("names are looked up where the session had looked")
{
    World world;
    Session setup{world.postgres.url()};
    setup.run("create schema tenant");
    setup.run("create table tenant.invoices (id int)");
    setup.run("alter role app in database shop set search_path = tenant, public");
    CHECK_FALSE(world.plan("select * from invoices").there());
    auto const path = usual_search_path(world.connection, "app", "shop");
    CHECK(path == "tenant, public");
    CHECK(usual_search_path(world.connection, "oncall", "shop").empty());
    CHECK(world.plan("select * from invoices, sites", path).there());
}

TEST_CASE("a locked table is not waited for")
{
    World world;
    Session migration{world.postgres.url()};
    migration.run("begin");
    migration.run("alter table sites add column x int");
    auto const before = real_clock().ticks();
    CHECK(world.plan("select * from sites").why_not == "a table of it is locked just now");
    CHECK(world.plan("select * from sites where id = $1").why_not == "a table of it is locked just now");
    CHECK(real_clock().ticks() - before < Millis{2'000});
    migration.run("rollback");
    CHECK(world.plan("select * from sites").there());
}

TEST_CASE("who may not read a table gets no plan of it")
{
    World world;
    auto app = open(world.postgres.url("app"));
    auto const plan = explain(app, ask_server(app), {.query = "select * from sites"});
    CHECK(plan.why_not == "not permitted to read what it reads (GRANT pg_read_all_data would, from 14)");
}

TEST_CASE("a dry run asks for plans, of texts with parameters too")
{
    World world;
    world.own.set_reads_only("a dry run");
    CHECK(world.plan("select * from sites where id = 1").there());
    auto const generic = world.plan("select * from sites where id = $1");
    CHECK(generic.there() == world.server.at_least(12));
    CHECK(generic.generic);
}

TEST_CASE("hints from a real plan")
{
    World world;
    auto const plan = world.plan("select * from sites where host = 'h7'");
    auto const tables = ask_tables(world.connection, tables_of(plan.json));
    REQUIRE(tables.contains("public.sites"));
    CHECK(tables.at("public.sites").rows == 50'000);
    auto const hints = plan_hints(plan.json, tables, world.server.work_mem);
    REQUIRE(hints.size() == 1);
    CHECK(hints[0].line == "CREATE INDEX CONCURRENTLY ON public.sites (host);");
    auto const sort = world.plan("select * from sites a, sites b order by a.at, b.host");
    auto const more = plan_hints(sort.json, tables, world.server.work_mem);
    CHECK(
        std::any_of(more.begin(), more.end(), [](auto const &hint) { return contains(hint.text, "expects to sort"); }));
}
