#pragma once

#include "lib/cli/command.hpp"
#include "lib/cli/context.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace omactl::cli {

/// A line of words bound to the command that it names.
struct Bound {
    Command const *command = nullptr;
    std::shared_ptr<void> options;
    Globals globals;
    ChangeOptions change;
    bool help = false;     ///< -h or --help stood on the line; arguments may be missing then
    bool changes = false;  ///< is this line a change, not a mere look?
};

/// Binds words (without the program's name) to a command: the same function serves argv and a
/// runbook's lines. No shell, no splitting. Common options may stand before or after the path.
/// Throws Fault::usage with a hint: unknown command (nearest names), unknown option (nearest),
/// missing argument, mangled paste (see paste.hpp).
Bound bind(std::span<std::string const> words);

}  // namespace omactl::cli
