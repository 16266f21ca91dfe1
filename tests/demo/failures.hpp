#pragma once

#include "lib/core/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace omactl::demo {

/// Entries of Resque's `failed` list, oldest first, over the last two hours.
std::vector<std::string> failures(std::int64_t count, Instant now);

}  // namespace omactl::demo
