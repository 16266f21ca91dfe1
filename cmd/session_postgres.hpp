#pragma once

#include "cmd/session.hpp"
#include "lib/config/config.hpp"
#include "lib/postgres/connection.hpp"

namespace omactl::cmd {

/// What the environment says of its PostgreSQL. Throws Fault::usage with a hint when it has none.
config::PostgresService const &need_postgres(Session &session);
/// Where it is; contacts nobody.
postgres::Address postgres_address(Session &session);
/// The one connection to it, open. When the server has no slot left for us it is that of admin_url,
/// and says so. In a dry run and under `readonly` it lets only reads pass.
postgres::Connection &postgres_of(Session &session);
/// Ends it, where there is one; the next postgres_of() connects anew.
void disconnect_postgres(Session &session);

/// For `status` and `doctor`.
void look_at_postgres(Session &session, StatusLook &look);
std::vector<Finding> examine_postgres(Session &session);

}  // namespace omactl::cmd
