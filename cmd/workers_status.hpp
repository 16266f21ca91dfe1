#pragma once

#include "cmd/queue_look.hpp"

#include <vector>

namespace omactl::cmd {

/// What `status` says of the workers: jobs that dead ones hold, queues that none listens to, a
/// pause of all. Nothing when all is well: the line of the queues counts them.
void check_workers(Session &session, QueuesLook const &looks, queue::Crew const &crew, std::vector<StatusLine> &lines);

}  // namespace omactl::cmd
