#pragma once

#include "lib/postgres/connection.hpp"
#include "lib/sandbox/postgres_server.hpp"

#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace omactl::tests {

/// The PostgreSQL of a .t file, and the sessions that it holds open there.
class Database {
public:
    explicit Database(std::vector<std::string> settings);  ///< "max_connections=10"
    ~Database();
    Database(Database const &) = delete;
    std::string url() const { return m_server.url(); }
    std::string folder() const { return m_server.folder(); }
    std::string identity() const;  ///< the system identifier

    /// What one statement gives: rows joined by "; ", their columns by "|". Throws when it is refused.
    std::string answer(std::string const &sql) const;
    /// "NAME SQL": a session of that application_name, opened if it is not yet, begins to run SQL (several
    /// statements behind ';'); returns when that is done, or waits for a lock or in pg_sleep.
    void run_in_session(std::string const &words);
    void close_session(std::string const &name);

private:
    struct Open {
        std::unique_ptr<postgres::Connection> connection;
        std::int64_t pid = 0;              // of its backend
        std::future<std::string> running;  ///< what went wrong, "" when nothing did
    };
    bool stands_still(std::int64_t pid) const;
    void end(Open &session) const;

    sandbox::PostgresServer m_server;
    std::map<std::string, Open> m_sessions;
};

}  // namespace omactl::tests
