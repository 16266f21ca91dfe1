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

/// The path as a plan shows it, where the archive will be; a dry run's id is nobody's, so it says ID.
std::string shown_archive(op::Plan const &plan, Session &session);
/// The same of an archive with a name of another kind.
std::string shown_archive_file(op::Plan const &plan, Session &session);

/// Where an archive is on this machine: where it was written, or copied into this machine's own
/// folder. nullopt: it is elsewhere.
std::optional<std::string> archive_here(op::World const &world, std::string const &written, std::string_view id);

/// "~/.local/state/…" for a path below the home folder.
std::string homely(std::string const &path, Environ const &environ);
/// Throws failed when the archive of so many bytes would not fit.
void check_space(std::string const &path, std::uint64_t bytes);

}  // namespace omactl::cmd
