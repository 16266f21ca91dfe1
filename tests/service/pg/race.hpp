#pragma once

#include "lib/core/time.hpp"
#include "lib/pg/activity.hpp"
#include "lib/pg/kill.hpp"
#include "lib/pg/server.hpp"
#include "lib/postgres/connection.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <random>
#include <set>
#include <string>
#include <thread>

/// Kills that race with a connection's next query; what they hit is counted.
namespace omactl::tests {

inline postgres::Connection raced(std::string const &url, std::string name)
{
    static SystemClock const clock;
    return postgres::Connection{
        postgres::Address::parse(url), {.call_limit = Millis{60'000}, .application_name = std::move(name)}, clock};
}

/// How a backend looks now; one with pid 0 when it isn't there.
inline pg::Backend seen_by(postgres::Connection &connection, pg::Server const &server, std::int64_t pid)
{
    for (auto &backend : pg::activity(connection, server))
        if (backend.pid == pid) return backend;
    return {};
}

/// A connection that runs one short numbered query after the other and notes those that were cancelled.
class Victim {
public:
    explicit Victim(std::string const &url) : m_connection{raced(url, "victim")}
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
    auto connection = raced(url, "omactl");
    connection.connect();
    auto const server = pg::ask_server(connection);
    Victim victim{url};
    std::set<int> meant;
    std::mt19937 random{4711};
    while (result.aimed < races) {
        auto const seen = seen_by(connection, server, victim.pid());
        if (!seen.is_active()) continue;
        auto const shown = std::atoi(seen.query.c_str() + 2);
        while (victim.at() <= shown) std::this_thread::sleep_for(std::chrono::microseconds{50});
        std::this_thread::sleep_for(std::chrono::microseconds{random() % 1'000});
        ++result.aimed;
        auto const verdict = kill(connection, seen);
        if (verdict == pg::Verdict::changed) ++result.changed;
        if (verdict == pg::Verdict::sent) meant.insert(shown);
    }
    for (auto const number : victim.stop())
        if (!meant.contains(number)) ++result.innocents;
    return result;
}

}  // namespace omactl::tests
