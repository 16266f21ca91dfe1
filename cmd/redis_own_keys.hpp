#pragma once

#include "cmd/session.hpp"
#include "lib/keyspace/record.hpp"

namespace omactl::cmd {

/// Which keys belong to no dump: omactl's own, and those that pause workers. A restore of them would pause the
/// workers again, or bring back the records of operations that are over.
keyspace::Exclude own_keys(Session &session);

}  // namespace omactl::cmd
