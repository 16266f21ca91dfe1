#pragma once

#include "cmd/runbook_session.hpp"

namespace omactl::cmd {

/// Was undo chosen at the run's last question?
bool is_undo_wanted(runbook::Record const &record);

/// Puts back what a run did, last first: the operations of its lines, and the `undo` of its blocks. Throws
/// with status 9 when one can't be.
void undo_run(runbook::Record &record, Session &session);

}  // namespace omactl::cmd
