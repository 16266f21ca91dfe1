#pragma once

#include "lib/cli/io.hpp"
#include "lib/core/environ.hpp"
#include "lib/core/error.hpp"
#include "lib/core/time.hpp"

#include "drill/order.hpp"
#include "drill/scenario.hpp"

namespace omactl::drill {

/// One drill from nothing running to nothing left: start, break, show the symptom, let the engineer or
/// the page mend it, look whether it is mended and nothing was lost. 0, or 3 when it is not.
Fault practise(Order const &order, Environ const &variables, cli::Io &io, Clock &clock);

}  // namespace omactl::drill
