#pragma once

#include "cmd/session_postgres.hpp"
#include "lib/operation/lock.hpp"

#include <memory>
#include <string>
#include <vector>

namespace omactl::cmd {

/// The lease of what ends backends: an advisory lock of the session, with the holder in its
/// application_name, so that a colleague sees who it is. It ends with our connection. One a database.
std::unique_ptr<op::Lock> pg_lock(op::Plan const &plan, Session &session);
/// What taking it sends, and giving it back.
std::string pg_lock_sql();
std::string pg_unlock_sql();

}  // namespace omactl::cmd
