#pragma once

#include "cmd/session.hpp"
#include "lib/core/time.hpp"
#include "lib/operation/journal.hpp"

#include <vector>

namespace omactl::cmd {

/// Can it be gone on with, or put back?
bool is_unfinished(op::Entry const &entry);

/// Asks every configured service, all at once; one that does not answer is a line, never an error.
/// The lines come in the order of the services' places, whoever answered first.
std::vector<StatusLine> look_at_all(Session &session, Millis interval);

}  // namespace omactl::cmd
