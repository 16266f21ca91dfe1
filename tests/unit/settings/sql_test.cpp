#include "lib/settings/sql.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::settings;

namespace {

SqlTable const g_table{"shop", "set\"tings", "var", "value", "text", {"created_at"}, {"updated_at"}};

}  // namespace

TEST_CASE("statements are shown with their values in place, whatever is in them")
{
    std::vector<Change> const changes{
        {"it's $2", Value{"a $1"}, Value{"b\n"}}, {"new", std::nullopt, Value{"1"}}, {"old", Value{"0"}, std::nullopt}};
    CHECK(statements(g_table, changes) ==
          std::vector<std::string>{
              R"(update "shop"."set""tings" set "value" = 'b\n'::text, "updated_at" = pg_catalog.now() )"
              R"(where "var" = 'it''s $2' and "value"::text = 'a $1')",
              R"(insert into "shop"."set""tings" ("var", "value", "created_at") values ('new', '1'::text, )"
              R"(pg_catalog.now()) on conflict do nothing)",
              R"(delete from "shop"."set""tings" where "var" = 'old' and "value"::text = '0')"});
}

TEST_CASE("bytes go as hexadecimal digits, and are compared so")
{
    SqlTable table = g_table;
    table.value_type = "bytea";
    CHECK(statements(table, {{"key", Value{std::string("\0\xff", 2)}, Value{"'"}}}) ==
          std::vector<std::string>{
              R"(update "shop"."set""tings" set "value" = pg_catalog.decode('27', 'hex'), "updated_at" = )"
              R"(pg_catalog.now() where "var" = 'key' and pg_catalog.encode("value", 'hex') = '00ff')"});
}
