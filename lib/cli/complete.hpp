#pragma once

#include "lib/cli/command.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace omactl::cli {

/// One word that may stand where the cursor is, and what the shell may say about it.
struct Candidate {
    std::string word;
    std::string about;
};

/// What may stand in the place of a line's last word, as far as the definitions tell.
struct Wish {
    std::vector<Candidate> candidates;
    Complete names = Complete::none;    ///< besides, names of this kind: whoever knows them adds them
    Command const *command = nullptr;   ///< the command that the line names, if it does already
    std::string typed;                  ///< of the value, so far
    std::string before;                 ///< "--queue=", when the value stands in one word with its option
    std::optional<std::string> env;     ///< as --env has it
    std::optional<std::string> config;  ///< as --config has it
};

/// `words` without the program's name; the last one is being typed and may be empty. Nothing is
/// refused: where a line makes no sense there is nothing to offer.
Wish wish_of(std::span<std::string const> words);

}  // namespace omactl::cli
