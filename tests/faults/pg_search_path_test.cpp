// Whoever owns a database may put operators of his own before PostgreSQL's. What omactl asks and sends is
// not looked up there, before and after it planned a query as that database's sessions do.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;
using namespace omactl::faults;

/// An "=" of moments that fits always: any backend would be the one that was meant.
void put_own_operator_first(PgGround &ground)
{
    ground.answer("create schema own");
    ground.answer("create function own.eq(timestamptz, timestamptz) returns bool language plpgsql as "
                  "$$ begin raise log 'looked up in the wrong place'; return true; end $$");
    ground.answer("create operator own.= (leftarg = timestamptz, rightarg = timestamptz, function = own.eq)");
    ground.answer("alter database shop set search_path = own, pg_catalog, public");
}

TEST_CASE("an operator of the database's owner is never ours")
{
    PgGround ground;
    put_own_operator_first(ground);
    PileUp pile{ground};
    ground.mark();
    for (auto const *words : {"pg ps", "pg unblock --dry-run", "pg unblock --yes"}) check_run(ground.laptop, words, 0);
    CHECK(pile.went_on());
    CHECK(ground.hit() == std::vector<std::string>{"idler"});
    CHECK(ground.log().find("wrong place") == std::string::npos);
    // The victim's query was planned where its session looks names up.
    CHECK_THAT(check_run(ground.laptop, "pg report", 0).ended.out, Catch::Contains("sites"));

    // It is there for those who do look there.
    application(ground.server.url(), "control")->change("select now() = now()");
    CHECK(ground.log().find("wrong place") != std::string::npos);
}

}  // namespace
