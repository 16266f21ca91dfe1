// Queries that come back, and roots that are young.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;
using namespace omactl::faults;

/// An application that asks the same again whenever it is ended.
class Stubborn {
public:
    explicit Stubborn(std::string const &url) : m_connection(application(url, "stubborn")), m_thread([this] { ask(); })
    {
    }
    ~Stubborn()
    {
        m_stop = true;
        m_thread.join();
    }
    int ended() const { return m_ended; }
    int others() const { return m_others; }

private:
    void ask()
    {
        while (!m_stop) try {
                m_connection->change("select pg_sleep(3) /* from sites */");
            } catch (postgres::Refused const &refused) {
                ++(refused.sqlstate() == "57014" ? m_ended : m_others);
            }
    }
    std::unique_ptr<postgres::Connection> m_connection;
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_ended = 0, m_others = 0;
    std::thread m_thread;
};

TEST_CASE("--repeat ends a query each time it comes back, and nobody else")
{
    PgGround ground;
    Innocents const innocents{ground.server.url(), 2};
    Stubborn const stubborn{ground.server.url()};
    ground.eventually("exists (select from pg_stat_activity where wait_event = 'PgSleep' and "
                      "application_name = 'stubborn')");
    ground.mark();
    auto const outcome =
        check_run(ground.laptop, "pg kill-long --older-than 100ms --match sites --repeat 1s --for 5s --yes", 0);
    CAPTURE(outcome.ended.out, outcome.ended.err);
    CHECK(stubborn.ended() >= 3);
    CHECK(stubborn.others() == 0);
    CHECK(ground.hit() == std::vector<std::string>(static_cast<std::size_t>(stubborn.ended()), "stubborn"));
    CHECK(innocents.hits() == 0);
    int rounds = 0;
    for (auto const &entry : ground.laptop.entries()) {
        CHECK(entry.plan.operation == k_pg_kill);
        CHECK(entry.state == op::State::done);
        ++rounds;
    }
    CHECK(rounds == stubborn.ended());
}

TEST_CASE("nothing is old, and yet a root blocks: 3 names it")
{
    PgGround ground;
    PileUp pile{ground};
    ground.mark();
    auto const outcome = check_run(ground.laptop, "pg kill-long --yes", 3);
    CHECK_THAT(outcome.ended.err, Catch::Contains(std::to_string(pile.idler->pid()) + ":") &&
                                      Catch::Contains("idler") && Catch::Contains("blocks 3") &&
                                      Catch::Contains("omactl pg unblock"));
    CHECK(ground.hit().empty());
    CHECK(pile.stands());
    CHECK(ground.laptop.entries().empty());
}

TEST_CASE("nothing is old and nobody waits: 0")
{
    PgGround ground;
    CHECK_THAT(check_run(ground.laptop, "pg kill-long --yes", 0).ended.out, Catch::Contains("nothing to end"));
    CHECK(ground.laptop.entries().empty());
}

}  // namespace
