#pragma once

#include "lib/cli/context.hpp"

#include <string>

namespace omactl::cli {

/// Long text on stdout: on a terminal through $OMACTL_PAGER, $PAGER or less, which leaves at once what
/// fits a screen; elsewhere, or without a pager, as it is.
void page(std::string const &text, Context &context);

}  // namespace omactl::cli
