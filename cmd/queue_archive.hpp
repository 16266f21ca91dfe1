#pragma once

#include "cmd/session.hpp"
#include "lib/operation/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::cmd {

/// The path of a new archive for this operation.
std::string archive_path(op::World const &world, std::string_view id);

/// Where an archive is on this machine: where it was written, or copied into this machine's own
/// folder. nullopt: it is elsewhere.
std::optional<std::string> archive_here(op::World const &world, std::string const &written, std::string_view id);

/// The same for the archive that an operation left. Throws not_found naming the host that has it.
std::string need_archive(op::Plan const &owner, Session &session);

/// How many records the archive of an operation has.
std::int64_t records_in(op::Plan const &owner, std::string const &path, Session &session);

/// Throws conflict when the archived jobs have not left their queue: then they are not to be had twice.
void need_departed(op::Plan const &owner, Session &session);

}  // namespace omactl::cmd
