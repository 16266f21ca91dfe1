#pragma once

#include "lib/cli/command.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace omactl::cli {

/// Options of every command, bound to members of `Globals`. The one definition for parser, help,
/// completion and man pages.
std::span<Param const> common_params();
/// Options that every command of `Kind::change` has besides, bound to `ChangeOptions`.
std::span<Param const> change_params();

/// How many words the option at `words[at]` takes when it is a common one: 1, or 2 with its value.
/// nullopt: another option. Says nothing about whether the value is good.
std::optional<std::size_t> common_option_words(std::span<std::string const> words, std::size_t at);

}  // namespace omactl::cli
