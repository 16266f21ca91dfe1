#pragma once

#include "cmd/queue_look.hpp"
#include "cmd/session.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace omactl::cmd {

/// What `status` says of the environment's Redis, its queues and their workers.
void look_at_redis(Session &session, StatusLook &look);

/// Returns the ids of operations that hold jobs.
std::set<std::string> check_queues(QueuesLook const &looks, std::vector<op::Entry> const &entries,
                                   std::vector<StatusLine> &lines);
/// What an operation took away and nobody has decided on; `left`: so much of it is not back.
StatusLine open_archive(op::Entry const &entry, std::int64_t left, std::vector<op::Entry> const &entries);

}  // namespace omactl::cmd
