#include "tests/service/pg/race.hpp"
#include "tests/service/pg/stand.hpp"

using namespace omactl;
using namespace omactl::pg;
using namespace omactl::tests;

TEST_CASE("of 1,000 kills that race with the next query, none hits it")
{
    sandbox::PostgresServer const postgres;
    auto const guarded = race(postgres.url(), 1'000, [](postgres::Connection &connection, Backend const &seen) {
        return signal(connection, seen, How::cancel);
    });
    CHECK(guarded.innocents == 0);
    CHECK(guarded.changed == guarded.aimed);
}

TEST_CASE("the race is real: a kill by the bare pid hits innocents")
{
    sandbox::PostgresServer const postgres;
    auto const bare = race(postgres.url(), 200, [](postgres::Connection &connection, Backend const &seen) {
        connection.change("select pg_cancel_backend($1::int)", {std::to_string(seen.pid)});
        return Verdict::sent;
    });
    CHECK(bare.innocents >= 50);
}
