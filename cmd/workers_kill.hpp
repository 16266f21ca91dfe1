#pragma once

#include "cmd/workers_means.hpp"
#include "lib/core/guard.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// The plan that ends, by this way, those who work now on jobs of the queue ("" all): `--then kill`.
op::Plan plan_kill(Chosen const &by, PauseWish const &wish, Session &session);

/// The jobs in the archive of such a kill, in its order: `number` is the record's.
std::vector<queue::Orphan> archived_by_kill(op::Plan const &kill, Record const &record);

}  // namespace omactl::cmd
