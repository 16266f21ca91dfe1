#pragma once

#include "lib/core/file.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace omactl::tests {

/// One connection of a listener whose behaviour the test writes itself.
class Peer {
public:
    explicit Peer(Fd fd) : m_fd(std::move(fd)) {}
    /// Reads until `text` was among what came; false when the other side has closed.
    bool read_until(std::string_view text);
    bool say(std::string_view bytes);
    std::string const &seen() const { return m_seen; }

private:
    Fd m_fd;
    std::string m_seen;
};

/// Listens on a Unix socket; the n-th connection is handled by the n-th function, then closed.
class Scripted {
public:
    using Turn = std::function<void(Peer &)>;
    explicit Scripted(std::vector<Turn> turns);
    ~Scripted();
    std::string url() const { return "unix://" + m_path; }

private:
    sandbox::Folder m_folder;
    std::string m_path;
    Fd m_listener;
    std::thread m_thread;
};

}  // namespace omactl::tests
