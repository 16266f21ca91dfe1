#pragma once

#include "cmd/session.hpp"

namespace omactl::cmd {

/// One line on stderr for each hold that should have ended, unless the command is about holds itself.
void mention_overdue(Session &session);

}  // namespace omactl::cmd
