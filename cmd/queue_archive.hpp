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

/// The path of a new archive for this operation.
std::string archive_path(op::World const &world, std::string_view id);

/// The path as a plan shows it, where the archive will be; a dry run's id is nobody's, so it says ID.
std::string shown_archive(op::Plan const &plan, Session &session);

/// Where an archive is on this machine: where it was written, or copied into this machine's own
/// folder. nullopt: it is elsewhere.
std::optional<std::string> archive_here(op::World const &world, std::string const &written, std::string_view id);

/// The same for the archive that an operation left. Throws not_found naming the host that has it.
std::string need_archive(op::Plan const &owner, Session &session);

/// Throws failed when the archive of this operation is not as it was written, as far as the
/// service remembers. Nobody unpacks it for that.
void need_intact(std::string const &path, std::string_view id, redis::Connection &redis, queue::Layout const &layout);

/// How many records the archive of an operation has.
std::int64_t records_in(op::Plan const &owner, std::string const &path, Session &session);

/// Throws conflict when the archived jobs have not left their queue: then they are not to be had twice.
void need_departed(op::Plan const &owner, Session &session);

}  // namespace omactl::cmd
