#include "lib/pg/hints.hpp"
#include "lib/pg/plain_filter.hpp"
#include "lib/pg/statements.hpp"
#include "tests/unit/pg/backend.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace omactl::pg;
using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;
constexpr std::int64_t k_work_mem = 4 << 20;

std::string scan(double rows, std::string_view filter)
{
    return fmt::format(
        R"({{"Node Type":"Seq Scan","Schema":"public","Relation Name":"sites","Alias":"sites","Plan Rows":{},
        "Plan Width":100,"Filter":"{}"}})",
        rows, filter);
}

std::vector<Hint> hints_of(std::string const &plan, double table_rows = 4'200'000)
{
    return plan_hints("[{\"Plan\":" + plan + "}]", {{"public.sites", {table_rows, 1'000}}}, k_work_mem);
}

}  // namespace

TEST_CASE("columns that an index could serve")
{
    CHECK(plainly_compared("(sites.host = 'x'::text)", "sites") == Names{"host"});
    CHECK(plainly_compared("((sites.host)::text = 'x'::text)", "sites") == Names{"host"});
    CHECK(plainly_compared("(sites.id = $1)", "sites") == Names{"id"});
    CHECK(plainly_compared("((sites.a = 1) AND (sites.b > 2))", "sites") == Names{"a"});
    CHECK(plainly_compared("((sites.a = 1) AND ((sites.b)::text = 'y'::text))", "sites") == Names{"a", "b"});
    CHECK(plainly_compared("(sites.at > '2026-01-01 00:00:00+00'::timestamp with time zone)", "sites") == Names{"at"});
    CHECK(plainly_compared("(sites.id = ANY ('{1,2}'::integer[]))", "sites") == Names{"id"});
    CHECK(plainly_compared("(sites.\"Host\" = 'x'::text)", "sites") == Names{"\"Host\""});
}

TEST_CASE("what isn't plainly a column comparison gives no candidate")
{
    for (auto const *filter : {"", "(", "((sites.a = 1) OR (sites.b = 2))", "(lower(sites.host) = 'x'::text)",
                               "((sites.at)::date = '2026-01-01'::date)", "(sites.a = sites.b)", "(other.a = 1)",
                               "(sites.host ~~ '%x'::text)", "(sites.a <> 1)", "(NOT sites.done)", "(sites.a IS NULL)",
                               "(hashed SubPlan 1)", "(sites.a = (sites.b + 1))", "((sites.a + 1) = 2)"}) {
        CAPTURE(filter);
        CHECK(plainly_compared(filter, "sites").empty());
    }
}

TEST_CASE("a large table read whole for few rows")
{
    auto const hints = hints_of(scan(12, "(sites.host = 'x'::text)"));
    REQUIRE(hints.size() == 1);
    CHECK(hints[0].text ==
          "the planner expects to read all 4,200,000 rows of public.sites to find 12, by (sites.host = 'x'::text): no "
          "index on host serves it");
    CHECK(hints[0].line == "CREATE INDEX CONCURRENTLY ON public.sites (host);");
    CHECK(hints[0].candidate);
    auto const opaque = hints_of(scan(12, "(lower(sites.host) = 'x'::text)"));
    REQUIRE(opaque.size() == 1);
    CHECK(opaque[0].line.empty());
}

TEST_CASE("no hint where reading it whole is right or nothing is known")
{
    CHECK(hints_of(scan(12, "(sites.a = 1)"), 5'000).empty());
    CHECK(hints_of(scan(2'000'000, "(sites.a = 1)")).empty());
    CHECK(hints_of(scan(4'200'000, "")).empty());
    CHECK(plan_hints("[{\"Plan\":" + scan(12, "(sites.a = 1)") + "}]", {}, k_work_mem).empty());
    CHECK(plan_hints("no plan", {}, k_work_mem).empty());
}

TEST_CASE("a table that was never analysed")
{
    auto const hints = hints_of(scan(12, "(sites.a = 1)"), -1);
    REQUIRE(hints.size() == 1);
    CHECK(hints[0].line == "ANALYZE public.sites;");
}

TEST_CASE("a nested loop over many rows")
{
    auto const loop = [](std::string const &outer, std::string const &inner) {
        return hints_of(fmt::format(R"({{"Node Type":"Nested Loop","Plan Rows":1,"Plans":[{},{}]}})", outer, inner));
    };
    auto const index = R"({"Node Type":"Index Scan","Plan Rows":50})";
    auto const hints = loop(R"({"Node Type":"Index Scan","Plan Rows":40000})", index);
    REQUIRE(hints.size() == 1);
    CHECK(hints[0].text == "the planner expects a nested loop over 40,000 rows with 50 each: 2,000,000 in all");
    CHECK(loop(R"({"Node Type":"Index Scan","Plan Rows":40})", index).empty());
    auto const whole = loop(R"({"Node Type":"Index Scan","Plan Rows":40000})",
                            R"({"Node Type":"Materialize","Plans":[)" + scan(4'200'000, "") + "]}");
    REQUIRE(whole.size() == 1);
    CHECK(whole[0].text == "the planner expects a nested loop to go through the whole of public.sites 40,000 times");
}

TEST_CASE("a sort larger than work_mem")
{
    auto const sort = [](double rows) {
        return hints_of(fmt::format(R"({{"Node Type":"Sort","Plan Rows":{},"Plan Width":100}})", rows));
    };
    REQUIRE(sort(1'000'000).size() == 1);
    CHECK(sort(1'000'000)[0].text == "the planner expects to sort 1,000,000 rows, about 118.3 MiB: more than work_mem "
                                     "(4 MiB), so it goes to disk");
    CHECK(sort(1'000).empty());
}

TEST_CASE("the tables of a plan, each once")
{
    auto const plan = R"([{"Plan":{"Node Type":"Append","Plans":[)" + scan(1, "") + "," + scan(2, "") + "]}}]";
    CHECK(tables_of(plan) == Names{"public.sites"});
    CHECK(tables_of("").empty());
}

TEST_CASE("an idle transaction names its application")
{
    auto const hints = backend_hints(idle_in_transaction(1));
    REQUIRE(hints.size() == 1);
    CHECK(hints[0].text.find("puma left its transaction open for 2 min") == 0);
    CHECK(hints[0].line == "ALTER ROLE app SET idle_in_transaction_session_timeout = '5min';");
    CHECK(backend_hints(active(1)).empty());
    CHECK(backend_hints(waiting(1, {2})).size() == 1);
}

TEST_CASE("columns of pg_stat_statements by its version")
{
    auto const has = [](int minor, std::string_view what) {
        return outliers_sql({"extensions", 1, minor}, Order::total).find(what) != std::string::npos;
    };
    CHECK(has(7, "s.total_time"));
    CHECK(has(8, "s.total_exec_time"));
    CHECK(has(10, "s.blk_read_time"));
    CHECK(has(11, "s.shared_blk_read_time"));
    CHECK(has(10, "from \"extensions\".pg_stat_statements"));
    CHECK(StatementsInfo{"", 2, 0}.at_least(11));
}
