#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/sandbox/account.hpp"
#include "lib/sandbox/log.hpp"
#include "lib/sandbox/postgres_data.hpp"
#include "lib/sandbox/postgres_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <optional>

namespace omactl::sandbox {

namespace {

constexpr Millis k_start_limit{10'000};
constexpr int k_port = 6432;

std::string program()
{
    // Debian has it where only root's PATH looks.
    if (auto const found = process::find_program("pgbouncer")) return *found;
    if (is_there("/usr/sbin/pgbouncer")) return "/usr/sbin/pgbouncer";
    throw Error{Fault::not_found, "sandbox: pgbouncer is not installed", "apt-get install pgbouncer"};
}

}  // namespace

struct PgBouncer::Inside {
    Folder folder;
    std::optional<process::Child> child;

    std::string file(std::string_view name) const { return fmt::format("{}/{}", folder.path(), name); }
    std::string log() const { return read_if_there(file("pgbouncer.log")).value_or(""); }

    void write(std::string_view name, std::string const &text) const
    {
        auto const path = file(name);
        auto to = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
        write_all(to.get(), text, path);
        to.close();
    }

    void configure(PostgresServer const &server, std::vector<std::string> const &settings) const
    {
        auto text = fmt::format(
            "[databases]\n* = host={} port={}\n[pgbouncer]\nlisten_addr=\nlisten_port={}\n"
            "unix_socket_dir={}\nauth_type=trust\nauth_file={}\npool_mode=transaction\nadmin_users=postgres\n",
            server.folder(), server.port(), k_port, folder.path(), file("users.txt"));
        for (auto const &setting : settings) text += setting + "\n";
        write("pgbouncer.ini", text);
        write("users.txt", "\"postgres\" \"fake-postgres\"\n\"app\" \"fake-app\"\n\"oncall\" \"fake-oncall\"\n");
        give_folder(folder.path(), k_postgres_accounts);
    }

    void start()
    {
        process::Start how;
        how.argv = servant({program(), file("pgbouncer.ini")}, k_postgres_accounts);
        how.log = file("pgbouncer.log");
        how.own_group = true;
        child.emplace(how);
        SystemClock clock;
        auto const deadline = clock.ticks() + k_start_limit;
        while (clock.ticks() < deadline && child->running()) {
            if (log().find("process up") != std::string::npos) return;
            throw_if_interrupted();
            clock.sleep(Millis{5});
        }
        throw Error{Fault::failed,
                    fmt::format("sandbox: pgbouncer did not start in {}:{}", folder.path(), log_tail(log()))};
    }
};

PgBouncer::PgBouncer(PostgresServer const &server, std::vector<std::string> settings) : m(std::make_unique<Inside>())
{
    m->configure(server, settings);
    m->start();
}

PgBouncer::~PgBouncer() = default;
PgBouncer::PgBouncer(PgBouncer &&) noexcept = default;

std::string PgBouncer::url(std::string_view role, std::string_view database) const
{
    return fmt::format("postgresql://{}@/{}?host={}&port={}", role, database, folder(), k_port);
}

std::string PgBouncer::folder() const
{
    return m->folder.path();
}

pid_t PgBouncer::pid() const
{
    return m->child ? m->child->pid() : -1;
}

std::string PgBouncer::log() const
{
    return m->log();
}

}  // namespace omactl::sandbox
