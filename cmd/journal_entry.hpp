#pragma once

#include "lib/cli/report.hpp"
#include "lib/operation/journal.hpp"

#include <string>
#include <string_view>

namespace omactl::cmd {

/// What became of an operation, in one sentence. `shortest`: its id as people type it.
std::string verdict_of(op::Entry const &entry, std::string_view shortest);

/// An operation as `journal ls` gives it to scripts.
cli::Json summary_of(op::Entry const &entry, std::string_view shortest);
/// The same with its plan and all its events.
cli::Json all_of(op::Entry const &entry, std::string_view shortest);

}  // namespace omactl::cmd
