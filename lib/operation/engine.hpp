#pragma once

#include "lib/operation/operation.hpp"

#include <functional>
#include <string_view>

namespace omactl::op {

/// A fresh plan with its id, environment, owner and reason filled in from the world.
Plan begin_plan(World &world, std::string_view operation, int version, std::string_view target);

/// The one way to change anything: show → confirm → lock → recheck → record `started` → apply step
/// by step → verify → record the verdict. With --dry-run it ends after showing.
Fault carry_out(Plan const &plan, World &world);

/// A change of one piece, with nothing in it to resume or to undo: shown, refused, asked and told as
/// any other. `act` does it. The plan's id is that of the operation that it is about.
Fault carry_out_at_once(Plan const &plan, World &world, std::function<Outcome()> const &act);

/// Does what a plan says that was written with --plan-out. Throws conflict when it was applied
/// already, or when the world is no longer as planned; usage when it is for another environment.
Fault apply(Plan plan, World &world);

/// Goes on with an operation that stopped, also one begun on another machine.
Fault resume(std::string_view id, World &world);

/// Reverses an operation: done, midway or half undone.
Fault undo(std::string_view id, UndoOptions const &options, World &world);

}  // namespace omactl::op
