#include "lib/pg/kill.hpp"
#include "tests/unit/pg/backend.hpp"

#include <catch2/catch.hpp>

using namespace omactl::pg;

TEST_CASE("one statement names everything that was shown")
{
    auto const kill = guarded_kill(active(4711), How::cancel);
    CHECK(kill.sql.find("select pg_catalog.pg_cancel_backend(a.pid) as sent from"
                        " pg_catalog.pg_stat_get_activity($1::int) a where a.backend_start = $2::timestamptz") == 0);
    CHECK(kill.sql.find("a.query_start = $3::timestamptz") != std::string::npos);
    CHECK(kill.sql.find(never_kill_sql({})) != std::string::npos);
    REQUIRE(kill.values.size() == 4);
    CHECK(kill.values[0] == "4711");
    CHECK(kill.values[1] == "2026-11-23T03:00:00.000001Z");
    CHECK(kill.values[2] == "2026-11-23T03:12:00.000001Z");
    CHECK(kill.values[3] == "active");
}

TEST_CASE("an idle transaction is known by its own beginning")
{
    auto const kill = guarded_kill(idle_in_transaction(4711), How::terminate);
    CHECK(kill.sql.find("pg_terminate_backend(a.pid)") != std::string::npos);
    CHECK(kill.sql.find("a.xact_start = $3::timestamptz") != std::string::npos);
    CHECK(kill.values[2] == "2026-11-23T03:11:00.000001Z");
    CHECK(way_for(idle_in_transaction(1)) == How::terminate);
    CHECK(way_for(active(1)) == How::cancel);
}

TEST_CASE("what is printed can be pasted")
{
    auto const text = printable_sql(guarded_kill(active(4711), How::cancel));
    CHECK(text.find("pg_stat_get_activity('4711'::int) a where a.backend_start ="
                    " '2026-11-23T03:00:00.000001Z'::timestamptz") != std::string::npos);
    CHECK(text.find('$') == std::string::npos);
    CHECK(text.back() == ';');
    CHECK(printable_sql({"select $1, '$1', $2", {"a", std::nullopt}}) == "select 'a', '$1', null;");
}

TEST_CASE("literals whatever the text")
{
    CHECK(sql_literal("") == "''");
    CHECK(sql_literal("it's") == "'it''s'");
    CHECK(sql_literal("a\\'b") == "E'a\\\\''b'");
    CHECK(sql_literal("a\nb\x1b[2J") == "E'a\\nb\\x1b[2J'");
}

TEST_CASE("what became of a backend")
{
    auto const shown = active(4711);
    CHECK(compared(shown, shown) == Presence::same);
    auto next = shown;
    next.query_start = "2026-11-23T03:13:00.000000Z";
    CHECK(compared(shown, next) == Presence::moved_on);
    auto idle = shown;
    idle.state = "idle";
    CHECK(compared(shown, idle) == Presence::moved_on);
    auto other = shown;
    other.backend_start = "2026-11-23T03:13:00.000000Z";
    CHECK(compared(shown, other) == Presence::gone);
    CHECK(compared(shown, hidden(4711)) == Presence::unknown);
}
