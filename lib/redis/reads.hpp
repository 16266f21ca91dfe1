#pragma once

#include <span>
#include <string_view>

namespace omactl::redis {

/// All names that `is_read` knows, sorted.
std::span<std::string_view const> read_commands();

}  // namespace omactl::redis
