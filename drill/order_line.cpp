#include "drill/order_line.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace omactl::drill {

namespace {

constexpr Millis k_word_limit{1'000};
constexpr std::string_view k_done = "done";

[[noreturn]] void fail(std::string_view what, std::string const &path)
{
    throw Error{Fault::failed, fmt::format("sandbox: {} {}: {}", what, path, std::strerror(errno))};
}

sockaddr_un address_of(std::string const &path)
{
    sockaddr_un where = {};
    where.sun_family = AF_UNIX;
    if (path.size() >= sizeof where.sun_path)
        throw Error{Fault::failed, fmt::format("sandbox: the path of a socket is too long: {}", path),
                    "TMPDIR=/tmp omactl drill …"};
    std::memcpy(where.sun_path, path.data(), path.size());
    return where;
}

Fd new_socket(std::string const &path)
{
    Fd made{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!made) fail("socket", path);
    return made;
}

bool readable(int fd, Millis limit)
{
    pollfd watched = {fd, POLLIN, 0};
    return ::poll(&watched, 1, static_cast<int>(limit.count())) > 0;
}

/// Until the other end has said all; "" when nothing comes in time.
std::string read_all(int fd, Millis limit)
{
    std::string text;
    char some[512];
    while (readable(fd, limit)) {
        auto const got = ::read(fd, some, sizeof some);
        if (got <= 0) return text;
        text.append(some, static_cast<std::size_t>(got));
    }
    return {};
}

void say(int fd, std::string_view text)
{
    static_cast<void>(::send(fd, text.data(), text.size(), MSG_NOSIGNAL));
    ::shutdown(fd, SHUT_WR);
}

}  // namespace

OrderLine::OrderLine(std::string const &path) : m_socket(new_socket(path))
{
    auto const where = address_of(path);
    if (::bind(m_socket.get(), reinterpret_cast<sockaddr const *>(&where), sizeof where) != 0) fail("bind", path);
    if (::listen(m_socket.get(), 4) != 0) fail("listen", path);
}

void OrderLine::serve(Millis limit, std::function<void(std::string const &word)> const &act) const
{
    if (!readable(m_socket.get(), limit)) return;
    Fd const caller{::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!caller) return;
    auto const word = read_all(caller.get(), k_word_limit);
    try {
        act(word);
        say(caller.get(), k_done);
    } catch (Error const &e) {
        say(caller.get(), e.message());
    }
}

void OrderLine::give(std::string const &path, std::string_view word, Millis limit)
{
    auto const line = new_socket(path);
    auto const where = address_of(path);
    if (::connect(line.get(), reinterpret_cast<sockaddr const *>(&where), sizeof where) != 0) fail("connect", path);
    say(line.get(), word);
    auto const answer = read_all(line.get(), limit);
    if (answer != k_done)
        throw Error{Fault::failed, answer.empty() ? fmt::format("sandbox: no answer to '{}'", word) : answer};
}

}  // namespace omactl::drill
