#pragma once

#include "cmd/findings.hpp"
#include "cmd/session.hpp"

#include <vector>

namespace omactl::cmd {

/// What `doctor` says of the environment's Redis. Reads only. Throws when it can't be reached.
std::vector<Finding> examine_redis(Session &session);

/// May our user do what reads and changes of queues need?
Finding permissions(Session &session);
/// The names of all Redis commands that permissions() asks about.
std::vector<std::string> commands_needed();

}  // namespace omactl::cmd
