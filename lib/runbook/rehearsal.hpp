#pragma once

#include "lib/runbook/hands.hpp"
#include "lib/runbook/page.hpp"
#include "lib/runbook/words.hpp"

namespace omactl::runbook {

/// `run --dry-run`: every look is done, every change shows its plan, and nothing is written, no run is
/// begun. Behind the first change it says that what follows is as things are now. The status of the worst
/// line: 0 when all could be planned.
Fault dry_run(Page const &page, Values const &values, Hands &hands, cli::Context &context);

}  // namespace omactl::runbook
