#pragma once

#include <string>

namespace omactl::runbook {

/// What changed between two texts, as `diff -u` shows it; safe for a terminal.
std::string difference(std::string const &before, std::string const &after);

}  // namespace omactl::runbook
