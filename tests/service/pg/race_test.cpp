#include "lib/pg/kill.hpp"
#include "tests/service/pg/stand.hpp"

#include <atomic>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>

using namespace omactl;
using namespace omactl::pg;
using namespace omactl::tests;

namespace {

/// A connection that runs one short numbered query after the other and notes those that were cancelled.
class Victim {
public:
    explicit Victim(std::string const &url)
        : m_connection{open(url, {.call_limit = Millis{60'000}, .application_name = "victim"})}
    {
        m_connection.connect();
        m_thread = std::thread{[this] { run(); }};
    }
    ~Victim() { stop(); }
    std::set<int> const &stop()
    {
        m_stop = true;
        if (m_thread.joinable()) m_thread.join();
        return m_hit;
    }
    std::int64_t pid() const { return m_connection.backend_pid(); }
    int at() const { return m_at; }  ///< the number of the query that it has begun to send

private:
    void run()
    {
        for (int number = 1; !m_stop; ++number) {
            m_at = number;
            try {
                m_connection.change("/*" + std::to_string(number) + "*/ select pg_sleep(0.002)");
            } catch (postgres::Refused const &) {
                m_hit.insert(number);
            }
        }
    }
    postgres::Connection m_connection;
    std::set<int> m_hit;
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_at = 0;
    std::thread m_thread;
};

struct Races {
    int aimed = 0, changed = 0, innocents = 0;
};

/// Looks at the victim's query, waits until the next one is on its way, and lets `kill` aim at what was seen.
template <class Kill> Races race(std::string const &url, int races, Kill const &kill)
{
    Races result;
    auto connection = open(url);
    auto const server = ask_server(connection);
    Victim victim{url};
    std::set<int> meant;
    std::mt19937 random{4711};
    while (result.aimed < races) {
        auto const seen = look(connection, server, victim.pid());
        if (!seen.is_active()) continue;
        auto const shown = std::atoi(seen.query.c_str() + 2);
        while (victim.at() <= shown) std::this_thread::sleep_for(std::chrono::microseconds{50});
        std::this_thread::sleep_for(std::chrono::microseconds{random() % 1'000});
        ++result.aimed;
        auto const verdict = kill(connection, seen);
        if (verdict == Verdict::changed) ++result.changed;
        if (verdict == Verdict::sent) meant.insert(shown);
    }
    for (auto const number : victim.stop())
        if (!meant.contains(number)) ++result.innocents;
    return result;
}

}  // namespace

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
