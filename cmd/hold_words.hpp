#pragma once

#include "lib/cli/report.hpp"
#include "lib/operation/holds.hpp"

#include <string>

namespace omactl::cmd {

/// "in 20 min, by itself", "overdue 32 min", "when it is released"
std::string how_long(op::OpenHold const &hold, Instant now);
/// As `holds ls` gives it to scripts.
cli::Json hold_json(op::OpenHold const &hold, Instant now);

}  // namespace omactl::cmd
