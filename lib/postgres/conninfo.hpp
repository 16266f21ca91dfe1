#pragma once

#include "lib/postgres/connection.hpp"

#include <string>

namespace omactl::postgres {

/// libpq's connection string, with every parameter in it that it would take from the environment else.
/// `numeric`: one of the host's addresses; empty for a socket.
std::string conninfo(Address const &address, Settings const &settings, std::string const &numeric);
/// The same for psql, to which passwords go by other ways: what stands in argv can be read by everybody here.
std::string conninfo_for_psql(Address const &address, bool reads_only);
/// The account that we run as: who logs in when the URL names nobody.
std::string own_account();

}  // namespace omactl::postgres
