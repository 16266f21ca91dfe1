#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

// What follows a restore of settings: omactl's own commands, each a step of the operation and an operation of its own.

/// Adds them to a plan, behind its other steps. Throws usage for one that can't be read as words.
void add_after(op::Plan &plan, std::vector<std::string> const &commands);
/// "after 1", "after 2" …
bool is_after(std::string_view step);
/// The commands of a plan, in order.
std::vector<std::string> after_in(op::Plan const &plan);
/// "queue push alexa Reload" of the step "after 1".
std::string after_command(op::Plan const &plan, std::string_view step);

/// Keeps a field of the operation's record; `last`: nothing follows.
using Note = std::function<void(std::string const &field, std::string const &value, bool last)>;
/// Runs that command once. Before it starts the record says so; one that was begun by a process which is gone is looked
/// for in the journal first, and gone on with. Throws partial when it ends with another status than 0.
void run_after(std::string_view step, op::Run &run, Note const &note);
op::Taken probe_after(std::string_view step, op::Run &run);

}  // namespace omactl::cmd
