#pragma once

#include "lib/operation/plan.hpp"
#include "lib/operation/world.hpp"

#include <string>

namespace omactl::op {

/// A plan as a file that a second person reviews and applies, mode 0600:
///     {"omactl":"plan","v":1,"plan":{…},"sum":"0123456789abcdef"}
/// The sum (XXH3 of the plan's own JSON) tells a slip of an editor, not a forger: who may write the
/// file decides what is applied.

/// Writes it and says so. "-" is stdout. Throws Fault::usage when the file is there already.
Fault write_plan(Plan const &plan, std::string const &file, World &world);

/// Throws Fault::usage when it is no plan or was changed since it was written.
Plan read_plan(std::string const &file);

}  // namespace omactl::op
