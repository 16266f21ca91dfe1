#pragma once

#include "cmd/session.hpp"
#include "lib/operation/plan.hpp"

#include <string_view>

namespace omactl::cmd {

constexpr std::string_view k_redis_start = "redis.start";
constexpr int k_redis_start_version = 1;

/// How many keys it held when omactl last saw it, as the journal says; 0: it does not say.
std::int64_t last_known_keys(op::World &world);

}  // namespace omactl::cmd
