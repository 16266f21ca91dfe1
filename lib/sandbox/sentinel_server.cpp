#include "lib/sandbox/sentinel_server.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/process/process.hpp"
#include "lib/sandbox/account.hpp"
#include "lib/sandbox/folder.hpp"
#include "lib/sandbox/log.hpp"
#include "lib/sandbox/redis_program.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <optional>
#include <utility>
#include <vector>

namespace omactl::sandbox {

namespace {

constexpr Millis k_start_limit{10'000};
std::vector<std::string> const k_accounts = {"redis", "nobody"};

bool listens(std::uint16_t port)
{
    Fd const fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in where = {};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(fd.get(), reinterpret_cast<sockaddr const *>(&where), sizeof where) == 0;
}

}  // namespace

struct SentinelServer::Inside {
    SentinelOptions options;
    Folder folder;
    std::uint16_t port = 0;
    std::optional<process::Child> child;

    explicit Inside(SentinelOptions wanted) : options(std::move(wanted)) {}

    std::string file(std::string_view name) const { return fmt::format("{}/{}", folder.path(), name); }
    std::string log() const { return read_if_there(file("sentinel.log")).value_or(""); }

    // It writes down there what it learns.
    void write_configuration() const
    {
        auto const &name = options.master;
        auto text = fmt::format("port {}\nbind 127.0.0.1\ndir {}\nlogfile \"\"\n"
                                "sentinel monitor {} 127.0.0.1 {} 1\nsentinel down-after-milliseconds {} 1000\n"
                                "sentinel failover-timeout {} 5000\n",
                                port, folder.path(), name, options.master_port, name, name);
        if (!options.password.empty())
            text += fmt::format("sentinel auth-pass {} {}\nrequirepass {}\n", name, options.password, options.password);
        auto fd = open_file(file("sentinel.conf"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
        write_all(fd.get(), text, file("sentinel.conf"));
    }

    /// False when the port was taken between the look and the start.
    bool start()
    {
        port = free_port();
        write_configuration();
        give_folder(folder.path(), k_accounts);
        process::Start how;
        how.argv =
            servant({redis_program(folder.path(), "redis-sentinel"), file("sentinel.conf"), "--sentinel"}, k_accounts);
        how.log = file("sentinel.log");
        how.own_group = true;
        child.emplace(how);
        return await_ready();
    }

    bool await_ready()
    {
        SystemClock clock;
        auto const deadline = clock.ticks() + k_start_limit;
        while (clock.ticks() < deadline && child->running()) {
            if (listens(port)) return true;
            throw_if_interrupted();
            clock.sleep(Millis{5});
        }
        auto const said = log();
        if (said.find("Address already in use") != std::string::npos) return false;
        throw Error{Fault::failed,
                    fmt::format("sandbox: redis-sentinel did not start in {}:{}", folder.path(), log_tail(said))};
    }
};

SentinelServer::SentinelServer(SentinelOptions options) : m(std::make_unique<Inside>(std::move(options)))
{
    for (int tries = 0; tries < 5; ++tries) {
        if (m->start()) return;
        remove_if_there(m->file("sentinel.log"));
    }
    throw Error{Fault::failed, "sandbox: redis-sentinel found no free port in five tries"};
}

SentinelServer::~SentinelServer() = default;
SentinelServer::SentinelServer(SentinelServer &&) noexcept = default;

std::uint16_t SentinelServer::port() const
{
    return m->port;
}

void SentinelServer::stop()
{
    m->child.reset();
}

std::string SentinelServer::log() const
{
    return m->log();
}

}  // namespace omactl::sandbox
