#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"

namespace omactl::cmd {

/// The undo of `queue requeue`, `queue import` and `queue push`: takes the jobs that it pushed, and that no worker
/// has taken since, out of their queues again; failure records go back into `failed`.
op::Plan plan_unpush(op::Plan const &pushed, op::UndoOptions const &options, Session &session);

/// Tells so in the plan of what pushes them.
void describe_unpush(op::Plan &plan, Session &session);

}  // namespace omactl::cmd
