#pragma once

#include "lib/cli/context.hpp"
#include "lib/core/error.hpp"

#include <string_view>

namespace omactl::cli {

/// An error as people read it, its message and its hints on stderr; `path` is the command's, or "".
/// Secrets are removed, and what came from outside can't steer the terminal.
void complain(Error const &error, std::string_view path, Io &io, Secrets const &secrets);
/// The same as one JSON object on stderr: {"error": {"fault", "status", "command", "message", "hint"}}.
void complain_json(Error const &error, std::string_view path, Io &io, Secrets const &secrets);

}  // namespace omactl::cli
