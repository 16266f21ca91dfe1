#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"
#include "lib/queue/layout.hpp"

#include <string_view>

namespace omactl::cmd {

/// Is it a score as Redis has them: a number?
bool is_score(std::string_view text);

/// Adds what an import archived to the sorted set `detail.list`, or what is left of it.
void admit_members(op::Run &run, queue::Layout const &layout);

/// The undo of such an import: what it added, and is there still with the score it had, leaves.
op::Plan plan_expel(op::Plan const &imported, op::UndoOptions const &options, Session &session);

}  // namespace omactl::cmd
