#pragma once

#include "cmd/session.hpp"
#include "lib/keyspace/info.hpp"
#include "lib/operation/operation.hpp"

#include <functional>
#include <optional>
#include <string>

namespace omactl::cmd {

/// What the server says of itself (INFO). nullopt: it does not answer, and `why` says so. One that loads its data
/// answers.
std::optional<keyspace::Info> ask_redis_alive(Session &session, std::string &why);

/// Waits for a server process that is another one than `run_id`, and until it has loaded its data, with progress.
/// nullopt: nothing has moved for `limit`; `why` says how it stands. `meanwhile` is called at each look.
std::optional<keyspace::Info> await_loaded(op::Run &run, std::string const &run_id, Millis limit, std::string &why,
                                           std::function<void()> const &meanwhile);

/// Nobody listens at its address: it is down. One that hangs is there.
bool nobody_listens(Error const &e);

}  // namespace omactl::cmd
