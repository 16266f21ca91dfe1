#pragma once

#include "cmd/payloads.hpp"
#include "lib/cli/report.hpp"
#include "lib/queue/tally.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace omactl::cmd {

/// Failures in groups: how many, first and last time, and of each group's first its job and backtrace,
/// on the screen that of the largest group. Adds to `report` behind what it says already.
void add_groups(cli::Report &report, queue::FailureTally const &tally, std::int64_t first, Payloads const &payloads);

/// What `--by` says for failures; throws Fault::usage.
queue::FailureTally::By failures_by(std::string const &text);

}  // namespace omactl::cmd
