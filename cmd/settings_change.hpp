#pragma once

#include "cmd/session.hpp"
#include "lib/operation/plan.hpp"
#include "lib/settings/change.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// Makes a fresh plan one that changes these settings, if any: server, store, changes, steps, wire, undo. The lines
/// that show the changes come first among the plan's.
void plan_changes(op::Plan &plan, settings::Store const &store, std::vector<settings::Change> const &changes,
                  Session &session);
/// The registered name and version of what carries such a plan out.
constexpr std::string_view k_settings_change = "settings.change";
constexpr int k_settings_change_version = 1;

/// The plan's line about its undo, which comes last.
void add_undo_line(op::Plan &plan, Session &session);

/// A value in a plan's line: safe, cut, '' when empty, "not set" when there is none.
std::string shown(std::optional<settings::Value> const &value);

}  // namespace omactl::cmd
