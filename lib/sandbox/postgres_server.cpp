#include "lib/sandbox/postgres_server.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/sandbox/account.hpp"
#include "lib/sandbox/certificate.hpp"
#include "lib/sandbox/log.hpp"
#include "lib/sandbox/postgres_data.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <utility>

namespace omactl::sandbox {

namespace {

constexpr Millis k_start_limit{20'000}, k_stop_limit{10'000};

void write_file(std::string const &path, std::string const &text)
{
    auto file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(file.get(), text, path);
    file.close();
}

}  // namespace

struct PostgresServer::Inside {
    PostgresOptions options;
    Folder folder;
    std::uint16_t port = 5432;  // without TCP it is but a part of the socket's name
    std::optional<process::Child> child;

    explicit Inside(PostgresOptions wanted) : options(std::move(wanted))
    {
        options.tls = options.tls || options.tls_only;
        options.tcp = options.tcp || options.tls;
        if (options.tls) make_certificates(folder.path());
        give_folder(folder.path(), k_postgres_accounts);
    }

    ~Inside() { end(SIGQUIT); }

    std::string file(std::string_view name) const { return fmt::format("{}/{}", folder.path(), name); }
    std::string log() const { return read_if_there(file("postgres.log")).value_or(""); }

    /// Also when initdb or pg_basebackup, as the account that it is for, made the file.
    void write_access() const
    {
        auto const *const how = options.passwords ? "scram-sha-256" : "trust";
        auto const *const kind = options.tls_only ? "hostssl" : "host";
        write_file(file("data/pg_hba.conf"),
                   fmt::format("local replication postgres trust\nlocal all all {1}\n{0} all all 127.0.0.1/32 {1}\n",
                               kind, how));
    }

    std::vector<std::string> settings() const
    {
        std::vector<std::string> all = {
            "unix_socket_directories=" + folder.path(),
            fmt::format("listen_addresses={}", options.tcp ? "127.0.0.1" : ""),
            fmt::format("port={}", port),
            "fsync=off",
            "full_page_writes=off",
            "shared_buffers=16MB",
            "dynamic_shared_memory_type=mmap",  // in its folder: nothing is left in /dev/shm
            "max_connections=50",
            "max_prepared_transactions=5",
            "log_line_prefix=%a[%p] ",
            "log_timezone=UTC",
            "timezone=UTC",
            fmt::format("log_statement={}", options.log_statements ? "all" : "none"),
        };
        if (options.tls) {
            auto const more = {std::string{"ssl=on"}, "ssl_cert_file=" + file("server.crt"),
                               "ssl_key_file=" + file("server.key")};
            all.insert(all.end(), more);
        }
        all.insert(all.end(), options.settings.begin(), options.settings.end());
        return all;
    }

    /// False when the port was taken between the look and the start.
    bool start()
    {
        process::Start how;
        std::vector<std::string> argv = {postgres_program("postgres"), "-D", file("data")};
        for (auto const &setting : settings()) argv.insert(argv.end(), {"-c", setting});
        // QUIT: it ends its sessions and gives its shared memory back.
        how.argv = servant(std::move(argv), k_postgres_accounts, "QUIT");
        how.log = file("postgres.log");
        how.own_group = true;
        child.emplace(how);
        return await_ready();
    }

    /// Its own word, on the eighth line of postmaster.pid, is what pg_ctl goes by.
    bool says_ready() const
    {
        auto const text = read_if_there(file("data/postmaster.pid")).value_or("");
        auto const lines = split(text, '\n');
        if (lines.size() < 8 || lines[0] != std::to_string(child->pid())) return false;
        auto const state = trim(lines[7]);
        return state == "ready" || state == "standby";
    }

    bool await_ready()
    {
        SystemClock clock;
        auto const deadline = clock.ticks() + k_start_limit;
        while (clock.ticks() < deadline && child->running()) {
            if (says_ready()) return true;
            throw_if_interrupted();
            clock.sleep(Millis{5});
        }
        auto const said = log();
        if (said.find("Address already in use") != std::string::npos) return false;
        throw Error{Fault::failed,
                    fmt::format("sandbox: PostgreSQL did not start in {}:{}", folder.path(), log_tail(said))};
    }

    void start_somewhere()
    {
        for (int tries = 0; tries < 5; ++tries) {
            if (options.tcp) port = free_port();
            if (start()) return;
            remove_if_there(file("postgres.log"));
        }
        throw Error{Fault::failed, "sandbox: PostgreSQL found no free port in five tries"};
    }

    void end(int signal)
    {
        if (!child) return;
        child->signal(SIGCONT);
        child->signal(signal);
        if (!child->ends_within(k_stop_limit)) child->signal(SIGQUIT);
        child->ends_within(k_stop_limit);
        child.reset();
    }

    std::string user(std::string_view role) const
    {
        return options.passwords ? fmt::format("{0}:fake-{0}", role) : std::string{role};
    }
};

PostgresServer::PostgresServer(PostgresOptions options) : m(std::make_unique<Inside>(std::move(options)))
{
    make_postgres_data(m->folder.path(), m->options.own_identity);
    m->write_access();
    m->start_somewhere();
}

PostgresServer::PostgresServer(std::unique_ptr<Inside> inside) : m(std::move(inside)) {}

PostgresServer PostgresServer::standby_of(PostgresServer const &primary, PostgresOptions options)
{
    auto inside = std::make_unique<Inside>(std::move(options));
    copy_postgres_data(inside->folder.path(), primary.folder(), std::to_string(primary.port()));
    inside->write_access();
    inside->start_somewhere();
    return PostgresServer{std::move(inside)};
}

PostgresServer::~PostgresServer() = default;
PostgresServer::PostgresServer(PostgresServer &&) noexcept = default;

std::string PostgresServer::url(std::string_view role, std::string_view database) const
{
    auto const text = fmt::format("postgresql://{}@/{}?host={}", m->user(role), database, folder());
    return m->options.tcp ? fmt::format("{}&port={}", text, m->port) : text;
}

std::string PostgresServer::tcp_url(std::string_view role, std::string_view database) const
{
    return fmt::format("postgresql://{}@127.0.0.1:{}/{}", m->user(role), m->port, database);
}

std::string PostgresServer::folder() const
{
    return m->folder.path();
}

std::uint16_t PostgresServer::port() const
{
    return m->port;
}

std::string PostgresServer::certificate() const
{
    return m->file("ca.crt");
}

pid_t PostgresServer::pid() const
{
    return m->child ? m->child->pid() : -1;
}

std::string PostgresServer::log() const
{
    return m->log();
}

void PostgresServer::stop()
{
    m->end(SIGINT);
}

void PostgresServer::crash()
{
    m->end(SIGQUIT);
}

void PostgresServer::start()
{
    if (!m->start())
        throw Error{Fault::failed, fmt::format("sandbox: PostgreSQL did not start again:{}", log_tail(log()))};
}

void PostgresServer::restart()
{
    stop();
    start();
}

void PostgresServer::restart(std::vector<std::string> settings)
{
    m->options.settings = std::move(settings);
    restart();
}

process::Child PostgresServer::start_walsender() const
{
    auto const wal = m->file("received");
    make_folders(wal);
    give_folder(wal, k_postgres_accounts);
    process::Start how;
    how.argv = servant({postgres_program("pg_receivewal"), "-D", wal, "-h", folder(), "-p", std::to_string(port()),
                        "-U", "postgres", "--no-loop"},
                       k_postgres_accounts);
    how.log = m->file("receivewal.log");
    how.own_group = true;
    return process::Child{how};
}

}  // namespace omactl::sandbox
