// No connection slot is left: with admin_url omactl comes in by the superuser's own slots and says so;
// without it, it says what would help. It never has more than one connection itself.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"

#include <catch2/catch.hpp>

#include <optional>

namespace {

using namespace omactl;
using namespace omactl::faults;

/// Counts omactl's connections all the time, and all clients'.
class Census {
public:
    explicit Census(std::string const &url) : m_connection(application(url, "census")), m_thread([this] { count(); }) {}
    ~Census() { stop(); }
    void stop()
    {
        m_stop = true;
        if (m_thread.joinable()) m_thread.join();
    }
    int most_of_ours() const { return m_ours; }
    int most() const { return m_all; }

private:
    void count()
    {
        while (!m_stop) {
            auto const row = m_connection->change("select count(*) filter (where application_name like 'omactl%') as "
                                                  "ours, count(*) as clients from pg_stat_activity where "
                                                  "backend_type = 'client backend'");
            m_ours = std::max(m_ours.load(), static_cast<int>(row[0].integer("ours")));
            m_all = std::max(m_all.load(), static_cast<int>(row[0].integer("clients")));
        }
    }
    std::unique_ptr<postgres::Connection> m_connection;
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_ours = 0, m_all = 0;
    std::thread m_thread;
};

constexpr int k_slots = 10, k_reserved = 3;

/// Ten slots, three of them the superuser's, one taken by the test and one by its census.
sandbox::PostgresOptions few_slots()
{
    return {.settings = {"max_connections=10", "superuser_reserved_connections=3", "max_wal_senders=0"}};
}

/// The application takes every slot that it can get, each with a query that goes on for long.
std::list<PgSession> take_all(PgGround &ground)
{
    std::list<PgSession> all;
    try {
        while (true)
            all.emplace_back(ground.server.url("app"), "puma", ground.server.url()).begin("select pg_sleep(600)");
    } catch (postgres::Refused const &refused) {
        REQUIRE(refused.sqlstate() == "53300");
    }
    ground.eventually("(select count(*) from pg_stat_activity where wait_event = 'PgSleep') = " +
                      std::to_string(all.size()));
    return all;
}

TEST_CASE("without admin_url: 6, and what would help")
{
    PgGround ground{few_slots()};
    ground.laptop.variables["DATABASE_URL"] = ground.server.url("oncall");
    auto const taken = take_all(ground);
    CHECK(taken.size() == k_slots - k_reserved - 1);
    for (auto const *words : {"pg ps", "pg locks", "pg unblock --yes", "pg kill-long --older-than 1ms --yes"}) {
        auto const outcome = check_run(ground.laptop, words, 6);
        CHECK_THAT(outcome.ended.err, Catch::Contains("admin_url"));
    }
    check_run(ground.laptop, "pg ps --ping", 3);
    CHECK(ground.hit().empty());
}

TEST_CASE("with admin_url: in by the superuser's slots, one connection, and it says by which door")
{
    PgGround ground{few_slots()};
    ground.laptop.variables["DATABASE_URL"] = ground.server.url("oncall");
    ground.laptop.variables["DATABASE_ADMIN_URL"] = ground.server.url();
    ground.configure("admin_url = { env = \"DATABASE_ADMIN_URL\" }\n");
    Census census{ground.server.url()};
    auto taken = take_all(ground);
    CHECK(taken.size() == k_slots - k_reserved - 2);

    auto const ps = check_run(ground.laptop, "pg ps", 0);
    CHECK_THAT(ps.ended.out, Catch::Contains("puma"));
    CHECK_THAT(ps.ended.err, Catch::Contains("admin_url") && Catch::Contains("postgres"));
    check_run(ground.laptop, "pg locks", 0);
    ground.mark();
    auto const ended = check_run(ground.laptop, "pg kill-long --older-than 1ms --app puma --yes", 0);
    CHECK_THAT(ended.ended.err, Catch::Contains("admin_url"));
    for (auto &one : taken) CHECK(one.end() == "57014");
    CHECK(ground.hit() == std::vector<std::string>(taken.size(), "puma"));
    census.stop();
    CHECK(census.most_of_ours() == 1);
    CHECK(census.most() == k_slots - k_reserved + 1);

    // A slot is free again: then nobody goes in by the superuser's.
    taken.pop_back();
    ground.eventually("(select count(*) from pg_stat_activity where application_name = 'puma') = 4");
    CHECK_THAT(check_run(ground.laptop, "pg ps", 0).ended.err, !Catch::Contains("admin_url"));
}

TEST_CASE("an unblock, a watch and a restart's plan have one connection each")
{
    PgGround ground;
    ground.configure("restart = [\"true\"]\n");
    Census census{ground.server.url()};
    PileUp pile{ground};
    for (auto const *words : {"pg ps", "pg unblock --dry-run", "pg restart --dry-run"})
        check_run(ground.laptop, words, 0);
    check_run(ground.laptop, "pg unblock --yes", 0);
    CHECK(pile.went_on());
    census.stop();
    CHECK(census.most_of_ours() == 1);
}

}  // namespace
