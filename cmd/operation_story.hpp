#pragma once

#include "cmd/session.hpp"
#include "lib/cli/report.hpp"
#include "lib/operation/journal.hpp"
#include "lib/runbook/document.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// "omactl COMMAND WORDS", with -e where a plain omactl would choose another environment.
std::string command_in(std::string const &env, std::string_view words, Session &session);

/// What can be typed about an operation now: its undo, or what goes on with it. Empty: nothing is left.
std::vector<std::string> next_of(op::Entry const &entry, std::string_view shortest, Session &session);

/// The figures of its target, "length 212,480 → 41,575"; "" when it has none.
std::string figures_of(op::Entry const &entry);

/// As `journal ls` gives it to scripts, with the figures before and after, its run, and what can be typed.
cli::Json story_json(op::Entry const &entry, std::string_view shortest, Session &session);

/// An operation in a report: what, by whom, why, verdict, figures, archive, undo.
runbook::Item story_item(op::Entry const &entry, std::string_view shortest, Session &session);

}  // namespace omactl::cmd
