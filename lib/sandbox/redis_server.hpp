#pragma once

#include "lib/process/process.hpp"
#include "lib/sandbox/folder.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace omactl::sandbox {

struct RedisOptions {
    bool tcp = false;                    ///< also listen on 127.0.0.1, on a free port
    bool tls = false;                    ///< also TLS, with a self-signed chain made for it
    std::vector<std::string> arguments;  ///< more for redis-server: {"--requirepass", "…"}
    bool loading_is_ready = false;       ///< don't wait until it has loaded its data
    std::vector<std::string> variables;  ///< more for its environment: {"MALLOC_CONF=…"}
    std::string program;                 ///< another build of it; "" the one that is installed
};

/// A real redis-server in a folder of its own: unprivileged (as root it drops to an ordinary user),
/// no persistence, ready when constructed, gone when destroyed. When it does not start, the error
/// shows its log; when it is not installed, the line that installs it.
class RedisServer {
public:
    explicit RedisServer(RedisOptions options = {});
    ~RedisServer();
    RedisServer(RedisServer &&) noexcept;
    std::string url() const;      ///< unix:///…
    std::string tcp_url() const;  ///< redis://127.0.0.1:…
    std::string tls_url() const;  ///< rediss://127.0.0.1:…
    std::string socket() const;
    std::uint16_t port() const;
    std::string folder() const;
    std::string certificate() const;  ///< file of the CA that signed it, when tls
    pid_t pid() const;
    void restart();                                    ///< the same folder and ports
    void restart(std::vector<std::string> arguments);  ///< instead of those before
    void stop();
    std::string log() const;

private:
    struct Inside;
    std::unique_ptr<Inside> m;
};

}  // namespace omactl::sandbox
