#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"

#include <string>

namespace omactl::cmd {

/// The undo of `queue requeue`, `queue import` and `queue push`: takes the jobs that it pushed, and that no worker
/// has taken since, out of their queues again; failure records go back into `failed`.
op::Plan plan_unpush(op::Plan const &pushed, op::UndoOptions const &options, Session &session);

/// The command that reverses a plan, as the plan shows it; a dry run's id is nobody's, so it says ID.
std::string shown_undo(op::Plan const &plan, Session &session);
/// Tells in the plan of what pushes jobs how they are taken back.
void describe_unpush(op::Plan &plan, Session &session);

}  // namespace omactl::cmd
