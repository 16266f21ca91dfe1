#pragma once

#include "lib/core/time.hpp"
#include "lib/pg/activity.hpp"
#include "lib/pg/server.hpp"
#include "lib/postgres/connection.hpp"
#include "lib/sandbox/postgres_server.hpp"

#include <catch2/catch.hpp>

#include <future>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace omactl::tests {

inline SystemClock const &real_clock()
{
    static SystemClock const clock;
    return clock;
}

/// A connection as omactl has it.
inline postgres::Connection open(std::string const &url, postgres::Settings settings = {})
{
    return postgres::Connection{postgres::Address::parse(url), std::move(settings), real_clock()};
}

/// Somebody else's connection: an application that waits for locks as long as it must.
class Session {
public:
    explicit Session(std::string const &url, std::string application = "puma")
        : m_connection{open(
              url, {.call_limit = Millis{20'000}, .lock_limit = Millis{0}, .application_name = std::move(application)})}
    {
        m_connection.connect();
    }
    ~Session()
    {
        if (m_later.valid()) m_later.wait();
    }
    void run(std::string const &sql) { m_connection.change(sql); }
    /// Without waiting for its end.
    void begin(std::string sql)
    {
        m_later = std::async(std::launch::async, [this, sql = std::move(sql)]() -> std::string {
            try {
                m_connection.change(sql);
                return "";
            } catch (postgres::Refused const &refused) {
                return refused.sqlstate();
            } catch (Error const &) {
                return "lost";
            }
        });
    }
    /// "", the SQLSTATE of its refusal, or "lost".
    std::string end() { return m_later.get(); }
    std::int64_t pid() const { return m_connection.backend_pid(); }

private:
    postgres::Connection m_connection;
    std::future<std::string> m_later;
};

/// Asks until it is so; fails after 20 seconds.
template <class Ask> void eventually(Ask const &ask)
{
    SystemClock clock;
    for (auto const end = clock.ticks() + Millis{20'000}; clock.ticks() < end; clock.sleep(Millis{2}))
        if (ask()) return;
    FAIL("it did not come about");
}

/// How a backend looks now; one with pid 0 when it isn't there.
inline pg::Backend look(postgres::Connection &connection, pg::Server const &server, std::int64_t pid)
{
    for (auto &backend : pg::activity(connection, server))
        if (backend.pid == pid) return backend;
    return {};
}

/// Waits until it waits for a lock.
inline void until_blocked(postgres::Connection &connection, pg::Server const &server, std::int64_t pid)
{
    eventually([&] { return !look(connection, server, pid).blocked_by.empty(); });
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

/// The first cell of the first row.
inline std::string value(postgres::Connection &connection, std::string const &sql)
{
    return connection.ask(sql).cells.at(0).at(0).value_or("");
}

}  // namespace omactl::tests
