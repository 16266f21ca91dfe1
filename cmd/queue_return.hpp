#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"

namespace omactl::cmd {

/// The undo of `queue clear`: archived jobs that are not back yet go to the head of their queue, in
/// their order.
op::Plan plan_return(op::Plan const &cleared, op::UndoOptions const &options, Session &session);

}  // namespace omactl::cmd
