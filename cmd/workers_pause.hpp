#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"

namespace omactl::cmd {

/// How a pause with an end ends.
constexpr char k_by_itself[] = "Redis lets its keys run out";

/// The plan that ends a pause: undo of `workers pause`.
op::Plan plan_workers_resume(op::Plan const &paused, Session &session);

/// Waits until what was paused rests, as long as the plan says, and tells who does not.
op::Outcome wait_for_rest(op::Run &run, std::string_view done);

}  // namespace omactl::cmd
