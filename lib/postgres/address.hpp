#pragma once

#include "lib/core/secret.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace omactl::postgres {

/// Where a PostgreSQL is. Accepted: postgres:// and postgresql:// URLs as libpq reads them
/// (percent-encoding, `?host=/socket/folder`, `?sslmode=require`), one host each. What is missing is
/// libpq's default, except that nothing is taken from PG* variables or ~/.pgpass: a target is what
/// the configuration says.
/// (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING)
struct Address {
    std::string host = "localhost";  ///< a name, an IP address, or the folder of a socket when it begins with '/'
    std::uint16_t port = 5432;
    std::string user;
    Secret password;
    std::string database;
    std::vector<std::pair<std::string, std::string>> parameters;  ///< sslmode, sslrootcert …: libpq's own words

    static Address parse(std::string_view url);  ///< throws Fault::usage, without the password in the text
    std::string server() const;                  ///< "10.0.0.12:5432", "/run/postgresql:5432": without the database
    std::string describe() const;                ///< "10.0.0.12:5432/shop"
    bool is_loopback() const;                    ///< a socket, localhost, 127.0.0.0/8, ::1
};

}  // namespace omactl::postgres
