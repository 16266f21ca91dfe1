#pragma once

#include "lib/cli/context.hpp"

#include <span>
#include <string>

namespace omactl::cmd {

/// `omactl __complete`: what completion scripts run at each Tab, so no command of the registry and
/// in no help. After it stand `bash LINE POINT WORDBREAKS`, or `zsh -- WORDS…`, `fish -- WORDS…`.
/// The answer's first line is `words` (the others are candidates) or `files` (the shell's own).
constexpr std::string_view k_complete_word = "__complete";

/// Answers on stdout within some 40 ms. Silent about whatever goes wrong: what is known is offered.
void answer_completion(std::span<std::string const> words, Environ const &environ, cli::Io &io, Clock &clock,
                       Secrets &secrets);

}  // namespace omactl::cmd
