#pragma once

#include "lib/core/file.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <atomic>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace omactl::faults {

/// When a proxied connection breaks.
struct Cut {
    enum class From { client, server } from = From::client;  ///< whose bytes are looked at
    std::size_t after_bytes = 0;                             ///< behind so many of a connection; 0: never
    std::string pattern = {};                                ///< at these bytes; empty: never
    int occurrence = 1;                                      ///< at the n-th of them on a connection
    /// From the client: what it asks still reaches the server and is done, and only the answer is
    /// lost; false: it does not arrive. From the server: the pattern itself still arrives, or not.
    bool deliver = true;
    bool only_once = true;  ///< later connections are left alone
};

/// Stands between a client and a server's Unix socket, and breaks the line as told. The client sees
/// the break only when the server has done all that reached it. Works in a thread of its own, which
/// the destructor ends.
class Proxy {
public:
    explicit Proxy(std::string server_socket);
    ~Proxy();
    Proxy(Proxy const &) = delete;
    Proxy &operator=(Proxy const &) = delete;

    std::string url() const { return "unix://" + m_path; }
    std::string const &socket() const { return m_path; }
    void cut(Cut cut);  ///< from now on, for connections that exist and those to come
    void heal();        ///< no cut any more
    int connections() const { return m_connections; }
    int cuts() const { return m_cuts; }

private:
    struct Line;
    void serve();
    void wait_and_pass();
    void accept();
    /// False when the line is to be closed.
    bool pass(Line &line, Cut::From from);
    std::optional<Cut> wanted_cut() const;
    void break_line(Line &line, Cut const &cut);

    sandbox::Folder m_folder;
    std::string m_server, m_path;
    Fd m_listener, m_wake_read, m_wake_write;
    std::list<Line> m_lines;
    mutable std::mutex m_mutex;  // of m_cut
    std::optional<Cut> m_cut;
    std::atomic<int> m_connections = 0, m_cuts = 0;
    std::thread m_thread;
};

}  // namespace omactl::faults
