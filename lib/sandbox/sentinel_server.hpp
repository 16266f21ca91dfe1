#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace omactl::sandbox {

struct SentinelOptions {
    std::string master = "shop";    ///< the name that it watches it under
    std::uint16_t master_port = 0;  ///< on 127.0.0.1
    std::string password;           ///< Redis' own, and for who asks the sentinel; "" none
};

/// A real redis-sentinel on 127.0.0.1, in a folder of its own. It fails over when it is told to (SENTINEL FAILOVER),
/// or when the master has been away for a second. Ready when constructed, gone when destroyed.
class SentinelServer {
public:
    explicit SentinelServer(SentinelOptions options);
    ~SentinelServer();
    SentinelServer(SentinelServer &&) noexcept;
    std::uint16_t port() const;
    void stop();
    std::string log() const;

private:
    struct Inside;
    std::unique_ptr<Inside> m;
};

}  // namespace omactl::sandbox
