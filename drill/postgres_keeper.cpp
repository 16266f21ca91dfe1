#include "drill/postgres_keeper.hpp"

#include "lib/sandbox/postgres_data.hpp"
#include "lib/sandbox/postgres_server.hpp"

#include <fmt/format.h>

#include <optional>

#include "drill/part.hpp"

namespace omactl::drill {

namespace {

constexpr std::string_view k_part = "postgres";

void carry_out(std::string const &verb, sandbox::PostgresServer &server)
{
    if (verb == "crash") return server.crash();
    if (verb == "restart" || verb == "start") return server.pid() < 0 ? server.start() : server.restart();
    throw_no_verb(verb);
}

/// Its own identity: there is only this one, so a template would be for nothing.
sandbox::PostgresOptions options()
{
    sandbox::PostgresOptions wanted;
    wanted.own_identity = true;
    wanted.settings = {"max_connections=20", "superuser_reserved_connections=3", "work_mem=256kB",
                       "max_parallel_workers_per_gather=0"};
    return wanted;
}

int keep_postgres(std::string_view order, Clock &)
{
    std::optional<sandbox::PostgresServer> server;
    auto const begin = [&] { return server.emplace(options()).folder(); };
    return keep(order, begin, [&](std::string const &verb) { carry_out(verb, *server); });
}
Part const g_keeper{k_part, keep_postgres};

Site &with_program(Site &site)
{
    static_cast<void>(sandbox::postgres_program("postgres"));
    return site;
}

}  // namespace

PostgresKeeper::PostgresKeeper(Site &site) : m_keeper(with_program(site), k_part, "PostgreSQL") {}

std::string PostgresKeeper::url(std::string_view role) const
{
    return fmt::format("postgresql://{}@/shop?host={}", role, m_keeper.folder());
}

}  // namespace omactl::drill
