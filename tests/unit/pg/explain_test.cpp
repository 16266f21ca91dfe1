#include "lib/pg/explain.hpp"

#include <catch2/catch.hpp>

using namespace omactl::pg;

namespace {

std::string why_not(std::string query, int major = 15)
{
    return why_not_explained({.version = major * 10'000, .database = "shop"}, {.query = std::move(query)});
}

}  // namespace

TEST_CASE("only what has a plan is tried")
{
    for (auto const *query :
         {"select 1", " /* x */ SELECT 1", "(select 1) union (select 2)", "with a as (select 1) select 2",
          "insert into t values (1)", "update t set a = 1;", "delete from t", "values (1)", "table t"}) {
        CAPTURE(query);
        CHECK(why_not(query).empty());
    }
    for (auto const *query : {"explain analyze delete from t", "EXPLAIN select 1", "analyze delete from t",
                              "(analyze) delete from t", "vacuum t", "copy t to program 'x'", "do $$ begin end $$",
                              "call p()", "execute q", "begin", "fetch 100 from c", "prepare q as select 1",
                              "-- select 1\nvacuum", "create table t as select 1", "declare c cursor for select 1"}) {
        CAPTURE(query);
        CHECK(why_not(query).ends_with(" has no plan"));
    }
    CHECK(why_not("") == "it has no text");
    CHECK(why_not(" ;; ") == "it has no text");
    CHECK(why_not("<insufficient privilege>") == "it doesn't begin like a statement");
}

TEST_CASE("what is cut, elsewhere or too old isn't tried")
{
    Server const server{.version = 150'000, .database = "shop"};
    CHECK(why_not_explained(server, {.query = "select 1", .truncated = true}) ==
          "its text is cut at 8 bytes (track_activity_query_size)");
    CHECK(why_not_explained(server, {.query = "select 1", .database = "billing"}) ==
          "it ran in database billing, this is shop");
    CHECK(why_not("select $1", 12).empty());
    CHECK(why_not("select $1", 11) == "it has parameters, which PostgreSQL plans without values from 12");
    CHECK(why_not("select '$1'", 11).empty());
    CHECK(why_not("select $99999999") == "it names parameter $99999999");
}

TEST_CASE("parameters are counted outside strings and comments")
{
    CHECK(parameters_of("select 1") == 0);
    CHECK(parameters_of("select $2 + $1") == 2);
    CHECK(parameters_of("select '$3', \"$4\", $$ $5 $$ /* $6 */ -- $7") == 0);
}

TEST_CASE("a plan as text")
{
    constexpr std::string_view k_plan = R"json([{"Plan":{"Node Type":"Sort","Startup Cost":1,"Total Cost":2.5,
        "Plan Rows":3,"Plan Width":4,"Sort Key":["a","b"],"Plans":[{"Node Type":"Index Scan","Schema":"public",
        "Relation Name":"t","Alias":"x","Index Name":"i","Startup Cost":0,"Total Cost":1,"Plan Rows":3,
        "Plan Width":4,"Filter":"(a > 1)"}]}}])json";
    CHECK(plan_text(k_plan) == "Sort  (cost=1.00..2.50 rows=3 width=4)\n"
                               "  Sort Key: a, b\n"
                               "  ->  Index Scan using i on public.t x  (cost=0.00..1.00 rows=3 width=4)\n"
                               "        Filter: (a > 1)\n");
    for (auto const *wrong : {"", "{", "[]", "[1]", "[{}]", "[{\"Plan\":3}]", "null"}) CHECK(plan_text(wrong).empty());
}
