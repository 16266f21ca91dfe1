#include "scripted.hpp"

#include <catch2/catch.hpp>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>

namespace omactl::tests {

bool Peer::read_until(std::string_view text)
{
    std::array<char, 65536> buffer;
    while (m_seen.find(text) == std::string::npos) {
        auto const got = ::recv(m_fd.get(), buffer.data(), buffer.size(), 0);
        if (got <= 0) return false;
        m_seen.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return true;
}

bool Peer::say(std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const put = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (put <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

Scripted::Scripted(std::vector<Turn> turns)
    : m_path(m_folder.path() + "/sock"), m_listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_un where = {};
    where.sun_family = AF_UNIX;
    std::memcpy(where.sun_path, m_path.c_str(), m_path.size());
    REQUIRE(::bind(m_listener.get(), reinterpret_cast<sockaddr const *>(&where), sizeof where) == 0);
    REQUIRE(::listen(m_listener.get(), 8) == 0);
    m_thread = std::thread{[this, todo = std::move(turns)] {
        for (auto const &turn : todo) {
            Fd fd{::accept(m_listener.get(), nullptr, nullptr)};
            if (!fd) return;
            Peer peer{std::move(fd)};
            turn(peer);
        }
    }};
}

Scripted::~Scripted()
{
    ::shutdown(m_listener.get(), SHUT_RDWR);  // wakes an accept() that waits for nobody
    m_thread.join();
}

}  // namespace omactl::tests
