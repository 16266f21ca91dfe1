#pragma once

#include "lib/redis/connection.hpp"

#include <string>
#include <string_view>

namespace omactl::redis {

/// A server's error answer, with the hint that fits: "OOM command not allowed …".
Refused refusal(Address const &address, std::string_view command, std::string_view answer);

/// How one reaches that server by hand, without the password: "redis-cli -h 10.0.0.12 -n 3".
std::string redis_cli(Address const &address);

}  // namespace omactl::redis
