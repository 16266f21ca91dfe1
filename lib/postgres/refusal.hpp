#pragma once

#include "lib/postgres/connection.hpp"
#include "lib/postgres/module.hpp"

#include <string>
#include <string_view>

namespace omactl::postgres {

/// A statement that the server did not take. `reads`: it was one that changes nothing.
Refused refusal(Address const &address, Outcome const &outcome, bool reads);

/// Throws what libpq's words for a failed login mean: Refused when the server said no, Error (denied, usage)
/// for certificates, else Lost with Fault::unreachable.
[[noreturn]] void throw_unconnected(Address const &address, std::string_view complaint);

/// How one reaches that server by hand, without the password: "psql -h 10.0.0.12 -U app shop".
std::string psql(Address const &address);

}  // namespace omactl::postgres
