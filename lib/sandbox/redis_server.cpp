#include "lib/sandbox/redis_server.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/sandbox/account.hpp"
#include "lib/sandbox/certificate.hpp"
#include "lib/sandbox/log.hpp"
#include "lib/sandbox/redis_program.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <optional>
#include <utility>

namespace omactl::sandbox {

namespace {

constexpr Millis k_start_limit{10'000};
std::vector<std::string> const k_accounts = {"redis", "nobody"};

/// First word of the answer to PING; empty when nobody listens (yet).
std::string ping(std::string const &socket_path)
{
    Fd const fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_un where = {};
    where.sun_family = AF_UNIX;
    std::memcpy(where.sun_path, socket_path.c_str(), std::min(socket_path.size(), sizeof where.sun_path - 1));
    timeval const limit = {1, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (::connect(fd.get(), reinterpret_cast<sockaddr const *>(&where), sizeof where) != 0) return {};
    if (::send(fd.get(), "PING\r\n", 6, MSG_NOSIGNAL) != 6) return {};
    std::array<char, 128> answer;
    auto const got = ::recv(fd.get(), answer.data(), answer.size(), 0);
    if (got <= 0) return {};
    std::string_view const text{answer.data(), static_cast<std::size_t>(got)};
    return std::string{text.substr(0, text.find_first_of(" \r"))};
}

}  // namespace

struct RedisServer::Inside {
    RedisOptions options;
    Folder folder;
    std::uint16_t port = 0, tls_port = 0;
    std::optional<process::Child> child;

    explicit Inside(RedisOptions wanted) : options(std::move(wanted))
    {
        if (options.tls) make_certificates(folder.path());
        give_folder(folder.path(), k_accounts);
    }

    std::string file(std::string_view name) const { return fmt::format("{}/{}", folder.path(), name); }
    std::string log() const { return read_if_there(file("redis.log")).value_or(""); }

    void choose_ports()
    {
        if (options.tcp) port = free_port();
        if (options.tls) tls_port = free_port();
    }

    std::vector<std::pair<std::string_view, std::string>> settings() const
    {
        return {
            {"save", ""},
            {"appendonly", "no"},
            {"daemonize", "no"},
            {"logfile", ""},
            {"hz", "100"},  // so that it notices TERM at once
            {"dir", folder.path()},
            {"unixsocket", file("redis.sock")},
            {"unixsocketperm", "777"},
            {"bind", "127.0.0.1"},
            {"port", std::to_string(port)},
        };
    }

    std::vector<std::pair<std::string_view, std::string>> tls_settings() const
    {
        if (!options.tls) return {};
        return {
            {"tls-port", std::to_string(tls_port)},
            {"tls-cert-file", file("server.crt")},
            {"tls-key-file", file("server.key")},
            {"tls-ca-cert-file", file("ca.crt")},
            {"tls-auth-clients", "no"},
        };
    }

    std::vector<std::string> argv() const
    {
        std::vector<std::string> words = {redis_program(folder.path(), "redis-server")};
        for (auto const &some : {settings(), tls_settings()}) {
            for (auto const &[name, value] : some) {
                words.push_back(fmt::format("--{}", name));
                words.push_back(value);
            }
        }
        words.insert(words.end(), options.arguments.begin(), options.arguments.end());
        return words;
    }

    /// False when a port was taken between the look and the start.
    bool start()
    {
        process::Start how;
        how.argv = servant(argv(), k_accounts);
        how.log = file("redis.log");
        how.own_group = true;
        child.emplace(how);
        return await_ready();
    }

    bool await_ready()
    {
        SystemClock clock;
        auto const deadline = clock.ticks() + k_start_limit;
        while (clock.ticks() < deadline) {
            if (!child->running()) break;
            auto const answer = ping(file("redis.sock"));
            if (!answer.empty() && (answer != "-LOADING" || options.loading_is_ready)) return true;
            throw_if_interrupted();
            clock.sleep(Millis{5});
        }
        auto const said = log();
        if (said.find("Address already in use") != std::string::npos) return false;
        throw Error{Fault::failed,
                    fmt::format("sandbox: redis-server did not start in {}:{}", folder.path(), log_tail(said))};
    }
};

RedisServer::RedisServer(RedisOptions options)
{
    m = std::make_unique<Inside>(std::move(options));
    for (int tries = 0; tries < 5; ++tries) {
        m->choose_ports();
        if (m->start()) return;
        remove_if_there(m->file("redis.log"));
    }
    throw Error{Fault::failed, "sandbox: redis-server found no free port in five tries"};
}

RedisServer::~RedisServer() = default;
RedisServer::RedisServer(RedisServer &&) noexcept = default;

std::string RedisServer::url() const
{
    return "unix://" + socket();
}

std::string RedisServer::tcp_url() const
{
    return fmt::format("redis://127.0.0.1:{}", m->port);
}

std::string RedisServer::tls_url() const
{
    return fmt::format("rediss://127.0.0.1:{}", m->tls_port);
}

std::string RedisServer::socket() const
{
    return m->file("redis.sock");
}

std::uint16_t RedisServer::port() const
{
    return m->port;
}

std::string RedisServer::folder() const
{
    return m->folder.path();
}

std::string RedisServer::certificate() const
{
    return m->file("ca.crt");
}

pid_t RedisServer::pid() const
{
    return m->child ? m->child->pid() : -1;
}

void RedisServer::restart()
{
    stop();
    if (!m->start())
        throw Error{Fault::failed, fmt::format("sandbox: redis-server did not restart:{}", log_tail(m->log()))};
}

void RedisServer::restart(std::vector<std::string> arguments)
{
    m->options.arguments = std::move(arguments);
    restart();
}

void RedisServer::stop()
{
    m->child.reset();
}

std::string RedisServer::log() const
{
    return m->log();
}

}  // namespace omactl::sandbox
