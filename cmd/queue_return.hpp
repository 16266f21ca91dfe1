#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"

namespace omactl::cmd {

/// The undo of `queue clear`: archived jobs that are not back yet go to the head of their queue, in
/// their order.
op::Plan plan_return(op::Plan const &cleared, op::UndoOptions const &options, Session &session);

/// Throws not_found naming the host that has the archive, when this machine has not.
void need_archive(op::Plan const &owner, Session &session);

}  // namespace omactl::cmd
