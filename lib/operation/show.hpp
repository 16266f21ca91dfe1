#pragma once

#include "lib/operation/operation.hpp"

namespace omactl::op {

/// The plan in words. On stdout for a dry run (with the exact writes), on stderr for a real one.
void show_plan(Plan const &plan, World &world);
/// The verdict on stdout (JSON as documented: id, command, target, status, changes, archive, undo)
/// and the undo line on stderr.
void show_outcome(Plan const &plan, Outcome const &outcome, World &world);
/// A change that found nothing to do, or an operation that needs nothing: one sentence, status 0.
void show_nothing(std::string_view command, std::string_view target, std::string_view id, std::string_view sentence,
                  World &world);
/// What to type when it stopped midway, as a hint has it: to go on, and to put back where it can be.
std::string ways_on(Plan const &plan, std::string_view id);
/// Asks or looks for the flags; throws Fault::declined.
void confirm(Plan const &plan, World &world);

}  // namespace omactl::op
