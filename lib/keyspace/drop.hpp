#pragma once

#include "lib/keyspace/pace.hpp"
#include "lib/keyspace/record.hpp"

#include <cstdint>
#include <functional>

namespace omactl::keyspace {

struct DropResult {
    std::int64_t dropped = 0;
    std::int64_t changed = 0;  ///< hold something else by now: left alone
    std::int64_t gone = 0;     ///< not there any more
    std::int64_t count() const { return dropped + changed + gone; }
};

/// Takes away every key that a file holds, where it still holds the same; what was written to since stays. Repeating it
/// is safe, and works where Redis is full. A key that the file holds in pieces stands under another name while it is
/// compared, so that nobody can write to it meanwhile. `progress` may throw to stop.
DropResult drop(Source &source, Connect const &connect, std::function<void(DropResult const &)> const &progress);
/// Gives those their names back that a drop which was killed has left under the other one.
void undo_renames(Source &source, Connect const &connect);

}  // namespace omactl::keyspace
