#pragma once

#include "lib/cli/io.hpp"
#include "lib/core/environ.hpp"
#include "lib/core/error.hpp"
#include "lib/core/time.hpp"

#include "drill/order.hpp"

namespace omactl::drill {

/// `drill start`: servers that stay until `drill stop`, broken as a drill says when one is named. Prints the
/// lines that point a shell's omactl at them.
Fault start(Order const &order, Environ const &variables, cli::Io &io, Clock &clock);
/// `drill stop`: ends them; neither process nor file is left.
Fault stop(Order const &order, Environ const &variables, cli::Io &io, Clock &clock);
/// What start() leaves behind in the background: holds the servers until a TERM.
int stay(Order const &order, Environ const &variables, cli::Io &io, Clock &clock);

}  // namespace omactl::drill
