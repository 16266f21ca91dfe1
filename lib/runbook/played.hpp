#pragma once

#include "lib/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace omactl::runbook {

/// A rehearsal (`--rehearse`) in which somebody plays the people: a drill names a folder in this variable.
/// At a step for a person the run leaves the step's name there, and goes on when it finds the answer:
/// what the person saw. At most one at a time.
inline constexpr std::string_view k_rehearsal_variable = "OMACTL_REHEARSAL";

/// The run's side: asks, and waits for the answer or a signal.
std::string ask_player(std::string const &folder, std::string const &step, Clock &clock);

/// The drill's side: the step that waits for somebody; nullopt: none.
std::optional<std::string> asked_person(std::string const &folder);
void answer_for_person(std::string const &folder, std::string const &seen);

}  // namespace omactl::runbook
