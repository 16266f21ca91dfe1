#pragma once

#include "cmd/session.hpp"
#include "lib/keyspace/pace.hpp"
#include "lib/keyspace/record.hpp"

namespace omactl::cmd {

/// Opens more connections to the environment's Redis, each as Session::redis() is opened, with what it may do at
/// that time. The session has to outlive it.
keyspace::Connect redis_connector(Session &session);

/// How hard a walk over all keys leans on the server: so many keys a second (0: as it answers), stopped by Ctrl-C.
keyspace::Load gentle_load(double keys_per_second, Session &session);

}  // namespace omactl::cmd
