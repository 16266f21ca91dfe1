#pragma once

#include "lib/cli/command.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace omactl::cli {

/// All texts fit 80 columns and end in a newline. None needs configuration or a service.

/// The one-screen map by the questions an engineer asks; only what is registered is listed.
/// `environment` is what stands after "Environment: ", "production (protected)"; empty: left away.
std::string map_text(std::string_view environment = {});
/// "omactl queue clear QUEUE [options]"
std::string usage_line(Command const &command);
/// A table of the options, or of the arguments, of `params` with their defaults; "" when there are none.
std::string param_rows(std::span<Param const> params, void const *defaults, bool options);
std::string command_help(Command const &command);
/// The group's commands with their summaries.
std::string group_help(std::string_view group);

/// `help TOPIC`: exit-status, environment, configuration …
std::vector<std::string> topic_names();
std::optional<std::string> topic_text(std::string_view topic);

/// The variables that omactl reads, each with what it is for.
std::vector<std::pair<std::string, std::string>> environment_variables();

/// What `omactl help WORDS` shows: the help of a command, a group or a topic, the map without
/// words. Throws Fault::usage with the nearest names.
std::string help_for(std::span<std::string const> words);

}  // namespace omactl::cli
