#include "lib/postgres/connection.hpp"

#include <catch2/catch.hpp>

#include <string>

using omactl::postgres::is_read;

TEST_CASE("what changes nothing is a read")
{
    for (std::string const sql : {
             "select 1",
             "SELECT pid, state FROM pg_catalog.pg_stat_activity;",
             "  -- why\n select 1 ; ; ",
             "/* a /* nested */ comment */ select 1",
             "(select 1) union all (select 2)",
             "with a as (select 1), b as materialized (table a) select * from b",
             "values (1), (2)",
             "table pg_class",
             "show all",
             "select 'select pg_terminate_backend(1); delete from t'",
             "select $$pg_terminate_backend(1); delete$$, $t$ it's $$ pg_notify('a') $t$",
             "select E'it\\'s; delete from t', 'it''s; delete'",
             "select \"delete\", \"insert\" from t",
             "select n_tup_del, last_autovacuum, updated_at from pg_stat_user_tables",
             "select pg_terminate_backend from t",
             "select pg_blocking_pids($1), pg_sleep(1), txid_current_if_assigned()",
             "select pg_catalog.pg_get_wal_replay_pause_state()",
             "explain select 1",
             "explain verbose delete from t",
             "explain (analyze false, format json) select nextval('s')",
             "explain (verbose, analyze off) with x as (delete from t returning 1) select * from x",
         }) {
        CAPTURE(sql);
        CHECK(is_read(sql));
    }
}

TEST_CASE("what has an effect, or may have one, is none")
{
    for (std::string const sql : {
             "",
             ";",
             "-- select 1",
             "select 1; delete from t",
             "select 1;;select 2",
             "select 1 /* ; */ ; /* */ drop table t",
             "delete from t",
             "/* select */ delete from t",
             "with x as (delete from t returning *) select * from x",
             "with x as (select 1) update t set a = 1",
             "WITH x AS (SELECT 1) INSERT INTO t TABLE x",
             "select * into t2 from t",
             "select * from t for update",
             "select * from t for no key update skip locked",
             "select * from t for share",
             "select * from t for key share",
             "copy t to '/tmp/x'",
             "do $$ begin end $$",
             "call p()",
             "begin",
             "set lock_timeout = 0",
             "reset all",
             "lock table t",
             "prepare p as select 1",
             "execute p",
             "declare c cursor for select 1",
             "listen x",
             "vacuum",
             "create table t as select 1",
             "alter system set work_mem = '1GB'",
             "explain analyze select 1",
             "EXPLAIN /* */ ANALYSE delete from t",
             "explain verbose analyze select 1",
             "explain analyze verbose select 1",
             "explain (analyze) select 1",
             "explain (costs off, analyze true) select 1",
             "explain (analyze 1, costs off) delete from t",
             "explain (\"analyze\") delete from t",
             "explain (analyze off, analyze) delete from t",
             "explain (analyze false) select 1; delete from t",
             "explain create table t as select 1",
             "select pg_terminate_backend(1)",
             "select pg_catalog.pg_cancel_backend (1)",
             "select PG_TERMINATE_BACKEND(1)",
             "select \"PG_TERMINATE_BACKEND\"(1)",
             "select \"pg_terminate_backend\" /* x */ (1)",
             "select pg_terminate_backend--\n(1)",
             "select U&\"pg_terminate\\005fbackend\"(1)",
             "select pid from pg_stat_activity where pg_terminate_backend(pid)",
             "select * from pg_reload_conf()",
             "(select nextval('s'))",
             "values (setval('s', 1))",
             "select set_config('lock_timeout', '0', false)",
             "select lo_unlink(1)",
             "select pg_advisory_lock(1)",
             "select pg_try_advisory_xact_lock(1)",
             "select dblink_exec('', 'drop table t')",
             "select pg_stat_reset()",
             "select pg_stat_statements_reset()",
             "select pg_create_restore_point('x')",
             "select pg_logical_slot_get_changes('s', null, null)",
             "select query_to_xml('select pg_reload_conf()', true, true, '')",
             "select txid_current()",
             "select pg_notify('a', 'b')",
             "select 'it\\'; select pg_reload_conf() --'",
             "select 'open",
             "select \"open",
             "select $a$ open $b$",
             "select 1 /* open",
         }) {
        CAPTURE(sql);
        CHECK_FALSE(is_read(sql));
    }
    CHECK_FALSE(is_read(std::string{"select 1\0; delete from t", 24}));
}
