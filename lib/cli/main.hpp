#pragma once

#include "lib/cli/context.hpp"

#include <span>
#include <string>

namespace omactl::cli {

/// From words to exit status: binds, runs, prints an Error in one to three lines, and returns the
/// status. Nothing leaves it: what is no Error is an internal one.
int run(std::span<std::string const> words, Environ const &environ, Io &io, Clock &clock, Secrets &secrets);

}  // namespace omactl::cli
