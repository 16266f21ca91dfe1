#pragma once

#include "lib/core/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::redis {

/// Where a Redis is. Accepted: redis://[[user]:password@]host[:port][/db], rediss:// (TLS),
/// unix:///path[?db=N] (also redis+unix, redis+socket), host[:port][:db][/namespace] (Resque's own
/// form). The password may be percent-encoded.
struct Address {
    enum class Kind { unix_socket, tcp, tls } kind = Kind::tcp;
    std::string host = "127.0.0.1";
    std::uint16_t port = 6379;
    std::string path;  ///< of the socket
    std::string user;  ///< "" is the default user
    Secret password;
    int db = 0;
    std::optional<std::string> nspace;  ///< only Resque's form has one

    static Address parse(std::string_view url);  ///< throws Fault::usage, without the password in the text
    std::string server() const;                  ///< "10.0.0.12:6379", "/run/redis.sock": without the database
    std::string describe() const;                ///< "10.0.0.12:6379/0", "/run/redis.sock/0"
    bool is_loopback() const;                    ///< a socket, localhost, 127.0.0.0/8, ::1
};

}  // namespace omactl::redis
