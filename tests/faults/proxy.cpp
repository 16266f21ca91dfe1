#include "tests/faults/proxy.hpp"

#include "lib/core/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace omactl::faults {

namespace {

constexpr int k_idle_ms = 30;  // a client that says no more for so long has said its command

Fd stream_socket()
{
    Fd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!fd) throw Error{Fault::failed, "proxy: socket: " + std::string{std::strerror(errno)}};
    return fd;
}

template <class Call> bool with_address(std::string const &path, Call const &call)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw Error{Fault::failed, "proxy: path too long: " + path};
    path.copy(address.sun_path, path.size());
    return call(reinterpret_cast<sockaddr const *>(&address), socklen_t{sizeof address}) == 0;
}

bool readable(Fd const &fd, int wait_ms)
{
    pollfd wait{fd.get(), POLLIN, 0};
    return ::poll(&wait, 1, wait_ms) > 0;
}

std::string take(Fd const &fd)
{
    std::array<char, 65536> bytes;
    auto const n = ::recv(fd.get(), bytes.data(), bytes.size(), 0);
    return n > 0 ? std::string(bytes.data(), static_cast<std::size_t>(n)) : std::string{};
}

bool put(Fd const &fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const n = ::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

/// What one side of a connection has said so far, as far as a cut needs it.
struct Stream {
    std::size_t bytes = 0;
    int seen = 0;      // of the pattern
    std::string tail;  // may hold the beginning of a pattern

    /// Where in `fresh` the cut comes: before the position (pattern swallowed) or behind it.
    std::optional<std::size_t> find(Cut const &cut, std::string_view fresh)
    {
        std::optional<std::size_t> at;
        if (cut.after_bytes > 0 && bytes + fresh.size() >= cut.after_bytes) at = cut.after_bytes - bytes;
        if (!cut.pattern.empty() && !at) at = find_pattern(cut, fresh);
        bytes += fresh.size();
        return at;
    }

private:
    std::optional<std::size_t> find_pattern(Cut const &cut, std::string_view fresh)
    {
        std::string const both = tail + std::string{fresh};
        std::size_t at = both.find(cut.pattern);
        while (at != std::string::npos && ++seen < cut.occurrence) at = both.find(cut.pattern, at + 1);
        if (at == std::string::npos) {
            auto const keep = std::min(both.size(), cut.pattern.size() - 1);
            tail = both.substr(both.size() - keep);
            return std::nullopt;
        }
        auto const edge = at + (cut.deliver ? cut.pattern.size() : 0);
        return edge > tail.size() ? edge - tail.size() : 0;
    }
};

}  // namespace

struct Proxy::Line {
    Fd client, server;
    Stream asked, answered;
};

Proxy::Proxy(std::string server_socket)
    : m_server(std::move(server_socket)), m_path(m_folder.path() + "/proxy.sock"), m_listener(stream_socket())
{
    bool const bound = with_address(m_path, [&](auto const *a, socklen_t n) { return ::bind(m_listener.get(), a, n); });
    std::array<int, 2> ends{};
    if (!bound || ::listen(m_listener.get(), 16) != 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw Error{Fault::failed, fmt::format("proxy: {}: {}", m_path, std::strerror(errno))};
    m_wake_read = Fd{ends[0]};
    m_wake_write = Fd{ends[1]};
    m_thread = std::thread{[this] { serve(); }};
}

Proxy::~Proxy()
{
    m_wake_write = Fd{};
    m_thread.join();
}

void Proxy::cut(Cut cut)
{
    std::lock_guard const lock{m_mutex};
    m_cut = std::move(cut);
}

void Proxy::heal()
{
    std::lock_guard const lock{m_mutex};
    m_cut.reset();
}

std::optional<Cut> Proxy::wanted_cut() const
{
    std::lock_guard const lock{m_mutex};
    return m_cut;
}

void Proxy::serve()
{
    while (!readable(m_wake_read, 0)) wait_and_pass();
    m_lines.clear();
}

void Proxy::wait_and_pass()
{
    std::vector<pollfd> waits{{m_wake_read.get(), POLLIN, 0}, {m_listener.get(), POLLIN, 0}};
    for (auto const &line : m_lines) {
        waits.push_back({line.client.get(), POLLIN, 0});
        waits.push_back({line.server.get(), POLLIN, 0});
    }
    ::poll(waits.data(), waits.size(), -1);
    std::size_t at = 2;
    for (auto line = m_lines.begin(); line != m_lines.end(); at += 2) {
        bool open = waits[at].revents == 0 || pass(*line, Cut::From::client);
        open = open && (waits[at + 1].revents == 0 || pass(*line, Cut::From::server));
        line = open ? std::next(line) : m_lines.erase(line);
    }
    if (waits[1].revents != 0) accept();
}

void Proxy::accept()
{
    Line line;
    line.client = Fd{::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    line.server = stream_socket();
    ++m_connections;
    if (line.client &&
        with_address(m_server, [&](auto const *a, socklen_t n) { return ::connect(line.server.get(), a, n); }))
        m_lines.push_back(std::move(line));
}

bool Proxy::pass(Line &line, Cut::From from)
{
    bool const asking = from == Cut::From::client;
    auto const bytes = take(asking ? line.client : line.server);
    if (bytes.empty()) return false;
    auto const cut = wanted_cut();
    auto &stream = asking ? line.asked : line.answered;
    auto const edge = cut && cut->from == from ? stream.find(*cut, bytes) : std::nullopt;
    bool const whole = !edge || (asking && cut->deliver && !cut->pattern.empty());
    auto const &to = asking ? line.server : line.client;
    bool const arrived = put(to, whole ? std::string_view{bytes} : std::string_view{bytes}.substr(0, *edge));
    if (!edge) return arrived;
    break_line(line, *cut);
    return false;
}

void Proxy::break_line(Line &line, Cut const &cut)
{
    // The rest of a long command may still be on its way.
    if (cut.from == Cut::From::client && cut.deliver && !cut.pattern.empty())
        while (!readable(line.server, 0) && readable(line.client, k_idle_ms))
            if (auto const more = take(line.client); more.empty() || !put(line.server, more)) break;
    // At the end of what it was sent, the server hangs up: then all of it is done.
    ::shutdown(line.server.get(), SHUT_WR);
    while (!take(line.server).empty()) {}
    ++m_cuts;
    if (cut.only_once) heal();
}

}  // namespace omactl::faults
