#include "cmd/pg_target.hpp"

#include "lib/core/text.hpp"
#include "lib/postgres/connection.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

std::string role_of(pg::Server const &server)
{
    return server.in_recovery ? "standby" : "primary";
}

}  // namespace

pg::Server ask_pg(Session &session)
{
    auto server = pg::ask_server(postgres_of(session));
    auto const &service = need_postgres(session);
    need_pinned("PostgreSQL", "system identifier", service.system_id, server.system_identifier);
    need_pinned("PostgreSQL", "role", service.role, role_of(server));
    return server;
}

bool is_starting(Error const &e)
{
    auto const *refused = dynamic_cast<postgres::Refused const *>(&e);
    return refused && refused->sqlstate() == "57P03";
}

std::string short_version(pg::Server const &server)
{
    return server.version_text.substr(0, server.version_text.find(' '));
}

std::string describe(pg::Server const &server)
{
    auto const &id = server.system_identifier;
    return fmt::format("PostgreSQL {} ({}{})", short_version(server),
                       id.empty() ? "" : fmt::format("system {}…, ", id.substr(0, 4)), role_of(server));
}

std::string why_not_planned(pg::Backend const &backend, pg::Server const &server)
{
    if (!server.is_superuser || backend.user == server.user) return {};
    return fmt::format("{} is a superuser, and planning may run functions of {}'s", server.user, backend.user);
}

void freeze_pg(op::Plan &plan, pg::Server const &server)
{
    plan.target = server.database;
    plan.service = describe(server);
    plan.detail["system_id"] = server.system_identifier;
    plan.detail["role"] = role_of(server);
    plan.detail["started"] = server.started;
}

void recheck_pg(op::Plan const &plan, Session &session)
{
    auto const server = ask_pg(session);
    if (server.system_identifier == plan.detail.at("system_id").get<std::string>() &&
        role_of(server) == plan.detail.at("role").get<std::string>())
        return;
    throw_another("PostgreSQL", describe(server));
}

void refuse_pooler(pg::Server const &server, std::string const &what)
{
    if (!server.pooled) return;
    throw Error{Fault::declined,
                fmt::format("a pooler stands between us and PostgreSQL: {} through it could hit somebody else", what),
                "point [env.NAME.postgres] url at the server itself, not at pgbouncer: omactl config path"};
}

}  // namespace omactl::cmd
