#pragma once

#include "lib/core/deadline.hpp"
#include "lib/redis/connection.hpp"

#include <optional>

namespace omactl::redis {

/// Where one sentinel says that the master is; nullopt: it knows none of that name. Throws Lost when it doesn't
/// answer, Refused when it wants another password than Redis' own.
std::optional<Address::Place> ask_sentinel(Address const &address, Address::Place const &sentinel,
                                           Settings const &settings, Clock const &clock, Deadline const &deadline);

}  // namespace omactl::redis
