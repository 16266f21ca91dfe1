// kill -9 of what ends backends at each instant that counts: before and after each write to the server,
// the journal and the archive. The journal tells where it stands, resume ends it, and nobody else is hit.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"
#include "tests/faults/pg_statements.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr char k_unblock[] = "pg unblock --yes --reason pile-up";
using Names = std::vector<std::string>;

/// Statements that end somebody, since the mark.
std::ptrdiff_t sent(PgGround const &ground)
{
    auto const all = statements_in(ground.log());
    return std::count_if(all.begin(), all.end(), [](std::string const &statement) {
        return statement.find("pg_terminate_backend(") != std::string::npos ||
               statement.find("pg_cancel_backend(") != std::string::npos;
    });
}

/// Kills an unblock at call k, looks, asks for its undo, resumes it, and looks again.
void kill_at(PgGround &ground, int k)
{
    CAPTURE(k);
    ground.laptop.wipe();
    PileUp pile{ground};
    ground.mark();
    auto const outcome = ground.omactl(k_unblock, {.kill_at = k});
    ground.bury();
    CAPTURE(outcome.trace.empty() ? "" : outcome.trace.back(), outcome.ended.err);
    REQUIRE((outcome.killed || outcome.ended.status == 0));

    auto const before = sent(ground);
    if (before == 0) CHECK(pile.stands());
    auto const entry = ground.laptop.last(k_pg_kill);
    bool const begun = entry && entry->last_data("writing");
    if (begun) {
        check_run(ground.laptop, "undo --yes " + entry->id, 7);
        CHECK(sent(ground) == before);
    } else {
        CHECK(before == 0);
    }
    if (entry) check_run(ground.laptop, "resume " + entry->id, 0);
    if (!begun) {
        CHECK(pile.stands());
        check_run(ground.laptop, k_unblock, 0);
    }
    CHECK(pile.went_on());
    CHECK(ground.hit() == Names{"idler"});

    auto const last = ground.laptop.last(k_pg_kill);
    REQUIRE(last);
    CHECK(last->state == op::State::done);
    check_run(ground.laptop, "resume " + last->id, 0);
    CHECK(ground.hit() == Names{"idler"});
}

/// The calls of an unblock that nothing disturbs.
std::vector<std::string> undisturbed(PgGround &ground)
{
    PileUp pile{ground};
    ground.mark();
    auto const outcome = check_run(ground.laptop, k_unblock, 0);
    CHECK(pile.went_on());
    CHECK(ground.hit() == Names{"idler"});
    REQUIRE(std::ssize(outcome.trace) > 20);
    return outcome.trace;
}

/// Before and after all calls on files, and after the sends around them.
std::vector<int> spread(std::vector<std::string> const &trace)
{
    std::vector<int> points;
    int since = 0;
    for (int call = 1; call <= std::ssize(trace); ++call) {
        bool const file = trace[static_cast<std::size_t>(call - 1)].find(" socket") == std::string::npos;
        since = file ? 0 : since + 1;
        if (file || since <= 2 || since % 4 == 0) points.push_back(2 * call - 1);
        if (file || since <= 2) points.push_back(2 * call);
    }
    return points;
}

TEST_CASE("an unblock that is killed hits nobody else, and resume ends it")
{
    PgGround ground{{.log_statements = true}};
    auto const trace = undisturbed(ground);
    Innocents const innocents{ground.server.url(), 2};
    for (auto const k : spread(trace)) kill_at(ground, k);
    CHECK(innocents.hits() == 0);
    CHECK(innocents.queries() > 100);
}

TEST_CASE("an unblock that is killed at any instant hits nobody else, and resume ends it", "[long]")
{
    PgGround ground{{.log_statements = true}};
    auto const trace = undisturbed(ground);
    Innocents const innocents{ground.server.url(), 2};
    for (int k = 1; k <= 2 * std::ssize(trace); ++k) kill_at(ground, k);
    CHECK(innocents.hits() == 0);
    CHECK(innocents.queries() > 100);
}

}  // namespace
