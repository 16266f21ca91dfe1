#pragma once

#include "cmd/session_postgres.hpp"
#include "lib/operation/plan.hpp"
#include "lib/pg/activity.hpp"
#include "lib/pg/server.hpp"

#include <string>

namespace omactl::cmd {

/// The environment's PostgreSQL, asked who it is. Throws declined when the configuration pins another one.
pg::Server ask_pg(Session &session);
/// It refuses us while it starts, stops or recovers, which passes by itself.
bool is_starting(Error const &e);
/// "PostgreSQL 15.8 (system 7301…, primary)"
std::string describe(pg::Server const &server);
/// "15.8"
std::string short_version(pg::Server const &server);

/// Why this one's query is not even planned by us, or "": planning may run functions that its owner wrote, and with
/// a superuser's rights these could do anything.
std::string why_not_planned(pg::Backend const &backend, pg::Server const &server);

/// Puts the server's identity into a fresh plan, whose target is the database.
void freeze_pg(op::Plan &plan, pg::Server const &server);
/// Throws conflict when another server answers at the address than when it was planned.
void recheck_pg(op::Plan const &plan, Session &session);

/// Throws declined behind a pooler: there the lease doesn't hold, and pids may be another client's a moment later.
void refuse_pooler(pg::Server const &server, std::string const &what);

}  // namespace omactl::cmd
