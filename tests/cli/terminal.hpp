#pragma once

#include "lib/core/time.hpp"
#include "lib/process/process.hpp"

#include <string>
#include <vector>

namespace omactl::tests {

/// Runs a program with a terminal of its own (100 × 30) as stdin, stdout and stderr, and types an
/// answer each time it asks: when what it wrote ends in "] ", ": ", "? " or a drill's prompt and nothing follows for
/// a moment. "^C" and "^D" are the keys. Everything shown comes back in `out`, with plain newlines;
/// `err` is empty. Throws Fault::unverified when an answer was never asked for.
process::Ended run_in_terminal(std::vector<std::string> const &argv, std::vector<std::string> const &environment,
                               std::vector<std::string> const &answers, Millis limit);

}  // namespace omactl::tests
