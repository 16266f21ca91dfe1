#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"
#include "lib/settings/change.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

/// Makes a fresh plan one that changes these settings, if any: operation, server, store, changes, steps, wire, undo.
/// The lines that show the changes come first among the plan's; the commands of `after` follow as steps.
void plan_changes(op::Plan &plan, settings::Store const &store, std::vector<settings::Change> const &changes,
                  Session &session, std::vector<std::string> const &after = {});
/// The registered name and version of what carries such a plan out where the store is in Redis.
constexpr std::string_view k_settings_change = "settings.change";
constexpr int k_settings_change_version = 1;

/// The plan's line about its undo, which comes last.
void add_undo_line(op::Plan &plan, Session &session);

// For the operations on one kind of store or the other.
std::vector<settings::Change> changes_in(op::Plan const &plan);
settings::Store store_in(op::Plan const &plan);
/// Looks whether the changes stand.
op::Outcome settings_outcome(op::Run &run);
/// The same of an undo, which may have left some alone.
op::Outcome settings_undo_outcome(op::Run &run);
/// The plan of an undo, by the operation of that name.
op::Plan plan_settings_undo(op::Plan const &done, op::UndoOptions const &options, Session &session,
                            std::string_view operation);
/// Where the store is an SQL table: operation, server, table and wire of such a plan.
void plan_sql_changes(op::Plan &plan, settings::Store const &store, std::vector<settings::Change> const &changes,
                      Session &session);

/// A value in a plan's line: safe, cut, '' when empty, "not set" when there is none.
std::string shown(std::optional<settings::Value> const &value);

}  // namespace omactl::cmd
