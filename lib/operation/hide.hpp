#pragma once

#include "lib/operation/plan.hpp"

namespace omactl::op {

/// cli::redact for a plan that is kept: what is free text hides its secrets, and what names the operation, its
/// place and its target stays, so that a password which is one of these names breaks no plan.
void redact_plan(Json &plan, Secrets const &secrets);
/// Was something hidden that its operation would work with?
bool hides_secret(Plan const &plan);

}  // namespace omactl::op
