#pragma once

#include "lib/core/time.hpp"
#include "lib/postgres/connection.hpp"

#include <atomic>
#include <future>
#include <list>
#include <string>
#include <thread>

namespace omactl::faults {

/// A connection as an application has it: it waits as long as it must.
std::unique_ptr<postgres::Connection> application(std::string const &url, std::string name);

/// Somebody's session. One that still waits for something is ended with its object, over `ender` (its own URL
/// when there is none).
class PgSession {
public:
    PgSession(std::string const &url, std::string name, std::string ender = {});
    ~PgSession();
    PgSession(PgSession const &) = delete;
    PgSession &operator=(PgSession const &) = delete;

    std::int64_t pid() const { return m_connection->backend_pid(); }
    void run(std::string const &sql) { m_connection->change(sql); }
    void begin(std::string sql);  ///< without waiting for its end
    bool waits() const;           ///< what was begun has not ended
    /// What was begun has ended: "", its SQLSTATE, or "lost".
    /// "stuck" when it has not in 20 seconds.
    std::string end();
    bool lives();  ///< takes a statement

private:
    std::string m_ender;
    std::unique_ptr<postgres::Connection> m_connection;
    std::future<std::string> m_later;
};

/// Connections that run one short query after the other and that nobody has a reason to touch.
class Innocents {
public:
    Innocents(std::string const &url, int count);
    ~Innocents();
    Innocents(Innocents const &) = delete;
    Innocents &operator=(Innocents const &) = delete;
    int hits() const { return m_hits; }
    int queries() const { return m_queries; }

private:
    void work(std::string const &url);
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_hits = 0, m_queries = 0;
    std::list<std::thread> m_threads;
};

}  // namespace omactl::faults
