#pragma once

#include "tests/cli/script.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::tests {

/// Compares lines with what is expected. nullopt: they match; else the two side by side, as diff -u
/// shows them, each line behind `mark` ("  " for stdout, "! " for stderr).
std::optional<std::string> difference(std::vector<Expected> const &expected, std::vector<std::string> const &lines,
                                      std::string_view mark);

}  // namespace omactl::tests
