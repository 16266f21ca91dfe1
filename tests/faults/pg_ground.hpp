#pragma once

#include "lib/sandbox/postgres_server.hpp"
#include "tests/faults/ground.hpp"
#include "tests/faults/pg_sessions.hpp"

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace omactl::faults {

/// Operations that need no Redis: pg_kill_test, pg_restart_test and pg_prune_test kill these.
constexpr char k_pg_kill[] = "pg.kill", k_pg_restart[] = "pg.restart", k_prune_here[] = "journal.prune-here";
constexpr char const *k_pg_operations[] = {k_pg_kill, k_pg_restart, k_prune_here};

/// A PostgreSQL of its own with a table `sites`, and a machine before it.
class PgGround {
public:
    explicit PgGround(sandbox::PostgresOptions options = {});

    SystemClock clock;
    sandbox::PostgresServer server;
    Machine laptop;

    Outcome omactl(std::string_view words, Fault const &fault = {}) const { return laptop.omactl(words, fault); }
    /// The first cell of what a superuser's statement gives; it has a connection of its own.
    std::string answer(std::string const &sql);
    /// Asks until it is true; throws after 20 seconds.
    void eventually(std::string const &condition);
    void configure(std::string const &postgres);  ///< lines below [env.default.postgres], behind the url
    /// What remains to happen to a killed omactl: the server sees that it is gone.
    void bury();

    /// The log from here on is what `hit` and `log` tell.
    void mark() { m_mark = server.log().size(); }
    std::string log() const { return server.log().substr(m_mark); }
    /// Those whose query or connection somebody ended since the mark, by application, each time once.
    std::vector<std::string> hit() const;

private:
    sandbox::Folder m_folder;
    std::unique_ptr<postgres::Connection> m_watcher;
    std::size_t m_mark = 0;
};

/// The migration that stops a site: an idle transaction has read `sites`, ALTER TABLE waits for it, and
/// all who only want to read wait behind that.
class PileUp {
public:
    explicit PileUp(PgGround &ground, int readers = 2);
    bool stands() const;    ///< all wait, as at the beginning
    bool is_freed() const;  ///< nobody waits
    /// Each has done what it wanted, but for the idle one, which is gone. Waits for it.
    bool went_on();
    std::unique_ptr<PgSession> idler, migration;
    std::list<std::unique_ptr<PgSession>> readers;
};

}  // namespace omactl::faults
