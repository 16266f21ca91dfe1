#pragma once

#include "lib/core/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::redis {

/// Where a Redis is. Accepted: redis://[[user]:password@]host[:port][/db], rediss:// (TLS),
/// unix:///path[?db=N] (also redis+unix, redis+socket), host[:port][:db][/namespace] (Resque's own
/// form), redis+sentinel://[[user]:password@]host[:port][,host…]/MASTER[/db] (rediss+sentinel: TLS for all; user and
/// password are Redis'). The password may be percent-encoded.
struct Address {
    struct Place {
        std::string host;
        std::uint16_t port = 26379;
        std::string describe() const;  ///< "10.0.0.12:26379"
        bool operator==(Place const &) const = default;
    };
    enum class Kind { unix_socket, tcp, tls } kind = Kind::tcp;
    std::string host = "127.0.0.1";  ///< "": its sentinels have not been asked yet
    std::uint16_t port = 6379;
    std::vector<Place> sentinels;  ///< who knows where the master is; none: it is at `host`
    std::string master;            ///< its name among them
    std::string path;              ///< of the socket
    std::string user;              ///< "" is the default user
    Secret password;
    int db = 0;
    std::optional<std::string> nspace;  ///< only Resque's form has one

    static Address parse(std::string_view url);  ///< throws Fault::usage, without the password in the text
    std::string server() const;    ///< "10.0.0.12:6379", "/run/redis.sock", "shop@10.0.0.1:26379": without the database
    std::string describe() const;  ///< "10.0.0.12:6379/0", "/run/redis.sock/0"
    bool is_loopback() const;      ///< a socket, localhost, 127.0.0.0/8, ::1; of sentinels: all of them
};

}  // namespace omactl::redis
