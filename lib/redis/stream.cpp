#include "lib/redis/stream.hpp"

#include "lib/core/resolve.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace omactl::redis {

namespace {

[[noreturn]] void throw_unconnected(Address const &address, int reason)
{
    auto const why = system_message(reason);
    if (reason == EACCES && address.kind == Address::Kind::unix_socket) {
        throw Error{Fault::denied, fmt::format("{}: {}", call_name(address, "connect"), why),
                    fmt::format("ls -l {}    (join the group that may write to it)", address.path)};
    }
    throw Broken{Broken::Kind::closed, why, fmt::format("is it running? {} PING", redis_cli(address))};
}

Fd new_socket(int family)
{
    Fd fd{::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!fd) throw Broken{Broken::Kind::closed, system_message(errno), {}};
    return fd;
}

/// 0, or the reason why this address can't be reached.
int connect_to(Fd const &fd, sockaddr const *where, socklen_t size, Deadline const &deadline)
{
    while (::connect(fd.get(), where, size) != 0) {
        if (errno == EAGAIN) {  // a Unix socket whose backlog is full: there is nothing to poll for
            if (deadline.left() <= Millis{0}) return ETIMEDOUT;
            ::poll(nullptr, 0, 5);
            continue;
        }
        if (errno != EINPROGRESS && errno != EINTR) return errno;
        if (!deadline.ready(fd.get(), POLLOUT)) return ETIMEDOUT;
        int reason = 0;
        socklen_t reason_size = sizeof reason;
        ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &reason, &reason_size);
        return reason;
    }
    return 0;
}

Fd open_unix(Address const &address, Deadline const &deadline)
{
    sockaddr_un where = {};
    where.sun_family = AF_UNIX;
    std::memcpy(where.sun_path, address.path.c_str(), std::min(address.path.size(), sizeof where.sun_path - 1));
    auto fd = new_socket(AF_UNIX);
    int const reason = connect_to(fd, reinterpret_cast<sockaddr const *>(&where), sizeof where, deadline);
    if (reason != 0) throw_unconnected(address, reason);
    return fd;
}

Fd open_tcp(Address const &address, Deadline const &deadline)
{
    auto const endpoints = resolve(address.host, address.port, deadline);
    int reason = EADDRNOTAVAIL;
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        auto const &[where, size] = endpoints[i];
        auto fd = new_socket(where.ss_family);
        auto const share = deadline.share(endpoints.size() - i);
        reason = connect_to(fd, reinterpret_cast<sockaddr const *>(&where), size, share);
        if (reason != 0) continue;
        int const yes = 1;
        ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        ::setsockopt(fd.get(), SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
        return fd;
    }
    if (reason == ETIMEDOUT) {
        throw Broken{Broken::Kind::timed_out, fmt::format("no connection within {}", deadline.span()),
                     "is a firewall in between, or a bastion needed?"};
    }
    throw_unconnected(address, reason);
}

short events_of(openssl::Tls::Want want)
{
    switch (want) {
    case openssl::Tls::Want::read: return POLLIN;
    case openssl::Tls::Want::write: return POLLOUT;
    default: return 0;
    }
}

/// What the TLS module throws, as Broken where it means a broken connection.
template <class Call> auto through_tls(Call const &call)
{
    try {
        return call();
    } catch (Error const &error) {
        if (error.fault() != Fault::unreachable) throw;
        throw Broken{Broken::Kind::closed, error.message(), error.hint()};
    }
}

}  // namespace

Stream Stream::open(Address const &address, TlsSettings const &tls, Deadline const &deadline)
{
    if (address.kind == Address::Kind::unix_socket) return Stream{open_unix(address, deadline)};
    Stream stream{open_tcp(address, deadline)};
    if (address.kind == Address::Kind::tls) stream.start_tls(address, tls, deadline);
    return stream;
}

void Stream::start_tls(Address const &address, TlsSettings const &tls, Deadline const &deadline)
{
    openssl::TlsTarget target;
    target.host = address.host;
    if (!tls.ca.empty()) target.ca = tls.ca;
    if (!tls.pin_sha256.empty()) target.pin_sha256 = tls.pin_sha256;
    target.verify = tls.verify;
    try {
        m_tls = openssl::module().connect(m_fd.get(), target);
        for (;;) {
            auto const want = through_tls([&] { return m_tls->handshake(); });
            if (want == openssl::Tls::Want::nothing) return;
            if (!deadline.ready(m_fd.get(), events_of(want))) {
                throw Broken{Broken::Kind::timed_out, fmt::format("no TLS handshake within {}", deadline.span()),
                             "without TLS the address begins with redis://"};
            }
        }
    } catch (Error const &error) {
        throw Error{error.fault(), fmt::format("{}: {}", call_name(address, "TLS"), error.message()), error.hint()};
    }
}

Stream::Moved Stream::read(char *to, std::size_t size)
{
    if (m_tls) {
        auto const moved = through_tls([&] { return m_tls->read(to, size); });
        return {moved.bytes, events_of(moved.want), moved.closed};
    }
    for (;;) {
        auto const got = ::recv(m_fd.get(), to, size, 0);
        if (got > 0) return {static_cast<std::size_t>(got)};
        if (got == 0) return {0, 0, true};
        if (errno == EAGAIN) return {0, POLLIN};
        if (errno != EINTR) throw Broken{Broken::Kind::closed, system_message(errno), {}};
    }
}

Stream::Moved Stream::write(std::string_view bytes)
{
    if (m_tls) {
        auto const moved = through_tls([&] { return m_tls->write(bytes); });
        return {moved.bytes, events_of(moved.want), moved.closed};
    }
    for (;;) {
        auto const put = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (put >= 0) return {static_cast<std::size_t>(put)};
        if (errno == EAGAIN) return {0, POLLOUT};
        if (errno == EPIPE || errno == ECONNRESET) return {0, 0, true};  // what it said before is still to be read
        if (errno != EINTR) throw Broken{Broken::Kind::closed, system_message(errno), {}};
    }
}

}  // namespace omactl::redis
