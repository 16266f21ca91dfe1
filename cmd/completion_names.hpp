#pragma once

#include "cmd/session.hpp"
#include "lib/cli/complete.hpp"

#include <vector>

namespace omactl::cmd {

/// The names that a line wants and only configuration, journal or services know: those that can be
/// had before the session's deadline. What goes wrong is thrown.
std::vector<cli::Candidate> completion_names(cli::Wish const &wish, Session &session);

}  // namespace omactl::cmd
