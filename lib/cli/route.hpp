#pragma once

#include "lib/cli/command.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace omactl::cli {

/// Which command a line means, found without parsing its options.
struct Route {
    Command const *command = nullptr;  ///< the longest path that stands there
    std::string group;                 ///< else the longest group, "" when the first word is none
    std::vector<std::size_t> path;     ///< where the words of command or group stand
    std::optional<std::size_t> stray;  ///< without a command: the word that led nowhere, if any
    bool help = false;                 ///< -h or --help stood before any `--`
};

Route find_route(std::span<std::string const> words);

/// The words that may follow `group` in a path: "ls", "why" … for "queue", the first words for "".
std::vector<std::string> next_words(std::string_view group);

/// The usage error for a line without a command: unknown word with the nearest names, a group
/// without a verb, an option where none can stand.
Error no_command(Route const &route, std::span<std::string const> words);

}  // namespace omactl::cli
