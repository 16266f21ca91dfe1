#pragma once

#include "lib/process/process.hpp"
#include "lib/sandbox/folder.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::sandbox {

struct PostgresOptions {
    bool tcp = false;                   ///< also listen on 127.0.0.1, on a free port
    bool tls = false;                   ///< TCP takes TLS too, with a chain made for it
    bool tls_only = false;              ///< and nothing else
    bool passwords = false;             ///< ask everybody for the password (scram-sha-256), on the socket too
    bool log_statements = false;        ///< each statement of each session stands in the log, as it came
    bool own_identity = false;          ///< a system identifier of its own; costs a second more
    std::vector<std::string> settings;  ///< "max_connections=10", "shared_preload_libraries=pg_stat_statements"
};

/// A real PostgreSQL in a folder of its own: unprivileged, without fsync, ready when constructed, gone
/// when destroyed or when its owner dies, however. The database `shop` and these roles are there:
/// `postgres` (superuser), `app` (nothing), `oncall` (pg_monitor and pg_signal_backend); the password of
/// each is "fake-" and its name. Prepared transactions are allowed. When it does not start, the error
/// shows its log; when it is not installed, the line that installs it.
class PostgresServer {
public:
    explicit PostgresServer(PostgresOptions options = {});
    /// A hot standby that streams from `primary`, which must outlive it.
    static PostgresServer standby_of(PostgresServer const &primary, PostgresOptions options = {});
    ~PostgresServer();
    PostgresServer(PostgresServer &&) noexcept;

    /// postgresql://ROLE@/DATABASE?host=FOLDER, over the socket; with the password when they are asked for.
    std::string url(std::string_view role = "postgres", std::string_view database = "shop") const;
    /// postgresql://ROLE@127.0.0.1:PORT/DATABASE
    std::string tcp_url(std::string_view role = "postgres", std::string_view database = "shop") const;
    std::string folder() const;       ///< also that of its socket
    std::uint16_t port() const;       ///< of TCP, and in the socket's name
    std::string certificate() const;  ///< file of the CA that signed it, when tls
    pid_t pid() const;                ///< of the postmaster; -1 when stopped
    std::string log() const;          ///< each line begins "APPLICATION[PID] "

    void stop();                                      ///< fast: sessions are ended, what was committed is on disk
    void crash();                                     ///< immediate: as if the power had failed
    void start();                                     ///< the same folder and port
    void restart();                                   ///< stop and start
    void restart(std::vector<std::string> settings);  ///< instead of those before

    /// A pg_receivewal that streams its WAL: a walsender in pg_stat_activity. It ends when its
    /// connection does, and does not come back.
    process::Child start_walsender() const;

private:
    struct Inside;
    explicit PostgresServer(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> m;
};

/// A pgbouncer in front of a server, pooling by transaction, on a socket in a folder of its own.
class PgBouncer {
public:
    explicit PgBouncer(PostgresServer const &server, std::vector<std::string> settings = {});  ///< "pool_mode=session"
    ~PgBouncer();
    PgBouncer(PgBouncer &&) noexcept;
    std::string url(std::string_view role = "postgres", std::string_view database = "shop") const;
    std::string folder() const;
    pid_t pid() const;
    std::string log() const;

private:
    struct Inside;
    std::unique_ptr<Inside> m;
};

}  // namespace omactl::sandbox
