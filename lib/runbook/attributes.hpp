#pragma once

#include "lib/runbook/page.hpp"

#include <string_view>
#include <vector>

namespace omactl::runbook {

/// What stands behind the fence's word: `if="queue why sites" within=5m human`. Values are words or
/// stand in "…" or '…'. What is wrong goes to `problems`.
Attributes parse_attributes(std::string_view text, int line, std::vector<Problem> &problems);

}  // namespace omactl::runbook
