#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "cmd/session_postgres.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/statements.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using Level = Finding::Level;

Finding identity(pg::Server const &server, config::PostgresService const &service)
{
    Finding finding{Level::ok, "postgres", describe(server), ""};
    finding.facts["system_id"] = server.system_identifier;
    finding.facts["version"] = short_version(server);
    if (server.in_recovery) {
        finding.level = service.role == "standby" ? Level::ok : Level::warn;
        finding.mend = service.role == "standby" ? "" : "give the primary's address as url, or say role = \"standby\"";
    } else if (!service.system_id && !server.system_identifier.empty()) {
        finding.mend = fmt::format("to pin it: system_id = \"{}\"", server.system_identifier);
    }
    return finding;
}

Finding rights(pg::Server const &server)
{
    Finding finding{Level::ok, "postgres access", "", ""};
    finding.facts["sees_all"] = server.sees_all;
    finding.facts["can_signal"] = server.can_signal;
    auto const user = printable(server.user);
    if (server.sees_all && server.can_signal) {
        finding.message = fmt::format("{} sees what all run, and may end it{}", user,
                                      server.is_superuser ? "" : " (not superusers')");
        return finding;
    }
    finding.level = Level::warn;
    finding.message =
        fmt::format("{} {}", user, !server.sees_all ? "does not see what others run" : "may end its own backends only");
    finding.mend = printable(grant_to_see(server));
    return finding;
}

Finding pooler(pg::Server const &server)
{
    if (!server.pooled) return {Level::ok, "postgres pooler", "none is seen in between", ""};
    return {Level::warn, "postgres pooler", "one stands in between: pg kill and pg unblock refuse to work through it",
            "give the server's own address as url"};
}

Finding statements(postgres::Connection &postgres)
{
    try {
        if (auto const info = pg::ask_statements_info(postgres))
            return {Level::ok, "pg_stat_statements", fmt::format("{}.{}", info->major, info->minor), ""};
    } catch (postgres::Refused const &) {
        // as if there were none
    }
    return {Level::ok, "pg_stat_statements", "not installed: pg outliers has nothing to show",
            "CREATE EXTENSION pg_stat_statements;    (and in shared_preload_libraries)"};
}

Finding reserve(config::PostgresService const &service)
{
    if (service.admin_url) return {Level::ok, "postgres reserve", "admin_url is there for when no slot is left", ""};
    return {Level::ok, "postgres reserve", "none: without a free connection slot omactl can't get in",
            "admin_url = { env = \"DATABASE_ADMIN_URL\" }    (a superuser's, which has slots of its own)"};
}

Finding restarting(config::Control const &control)
{
    if (!control.restart.empty() || control.unit) return {Level::ok, "postgres restart", "configured", ""};
    return {Level::ok, "postgres restart", "not configured: pg restart does not work here",
            "restart = [\"systemctl\", \"restart\", \"postgresql\"]    (or unit = \"…\")"};
}

}  // namespace

std::vector<Finding> examine_postgres(Session &session)
{
    auto const &service = need_postgres(session);
    auto const server = ask_pg(session);
    return {identity(server, service),        rights(server),   pooler(server),
            statements(postgres_of(session)), reserve(service), restarting(service.control)};
}

}  // namespace omactl::cmd
