#pragma once

#include "cmd/session.hpp"
#include "lib/operation/plan.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::cmd {

/// Where the archive that an operation left is on this machine. Throws not_found naming the host that has it.
std::string need_archive(op::Plan const &owner, Session &session);

/// Throws failed when the archive of this operation is not as it was written, as far as the
/// service remembers. Nobody unpacks it for that.
void need_intact(std::string const &path, std::string_view id, redis::Connection &redis, queue::Layout const &layout);

/// How many records the archive of an operation has.
std::int64_t records_in(op::Plan const &owner, std::string const &path, Session &session);

/// Throws conflict when the archived jobs have not left their queue: then they are not to be had twice.
void need_departed(op::Plan const &owner, Session &session);

}  // namespace omactl::cmd
