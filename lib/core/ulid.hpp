#pragma once

#include "lib/core/time.hpp"

#include <string>
#include <string_view>

namespace omactl {

/// 26 characters of Crockford's base 32: 48 bits of milliseconds, 80 bits from getrandom(2).
/// Format: https://github.com/ulid/spec
std::string ulid(Instant at);
/// A ULID or the beginning of one, in upper case; empty when it has other characters in it.
std::string ulid_prefix(std::string_view text);

}  // namespace omactl
