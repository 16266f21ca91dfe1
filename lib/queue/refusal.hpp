#pragma once

#include "lib/core/error.hpp"
#include "lib/redis/fenced.hpp"

#include <string>
#include <string_view>

namespace omactl::queue {

/// Inside a handler of `refused`: where a script found something of another kind under a destination's key, throws
/// failed with these words ("a destination is no list") before what was found; other refusals go on as they are.
[[noreturn]] inline void throw_wrong_kind(redis::Fenced const &guard, redis::Refused const &refused,
                                          std::string_view trouble)
{
    if (guard.refusal() != "TYPE") throw;
    throw Error{Fault::failed, std::string(trouble) + ": " + refused.message(), {}};
}

}  // namespace omactl::queue
