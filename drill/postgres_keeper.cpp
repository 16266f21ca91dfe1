#include "drill/postgres_keeper.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/sandbox/postgres_data.hpp"
#include "lib/sandbox/postgres_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>

#include "drill/order_line.hpp"
#include "drill/part.hpp"

namespace omactl::drill {

namespace {

using Json = nlohmann::json;

constexpr std::string_view k_keeper_part = "postgres", k_order_part = "postgres-order";
constexpr Millis k_start_limit{60'000}, k_order_limit{60'000}, k_end_limit{10'000};
constexpr Millis k_look{500};

void write_file(std::string const &path, std::string const &text, unsigned mode = 0600)
{
    write_all(open_file(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode).get(), text, path);
    std::filesystem::rename(path + ".new", path);
}

// --- the process that keeps it --------------------------------------------------------------------

void carry_out(std::string const &verb, sandbox::PostgresServer &server)
{
    if (verb == "crash") return server.crash();
    if (verb == "restart" || verb == "start") return server.pid() < 0 ? server.start() : server.restart();
    throw Error{Fault::usage, fmt::format("'{}' is not what can be done to it", printable(verb)), "restart or start"};
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

int keep(std::string_view order, Clock &)
{
    auto const place = Json::parse(order);
    sandbox::set_root(place.at("root"));
    sandbox::PostgresServer server{options()};
    OrderLine const line{place.at("socket")};
    write_file(place.at("ready"), server.folder());
    while (interrupt_signal() == 0) line.serve(k_look, [&](std::string const &verb) { carry_out(verb, server); });
    return 0;
}
Part const g_keeper{k_keeper_part, keep};

// --- who has something done -----------------------------------------------------------------------

int give_order(std::string_view order, Clock &)
{
    auto const space = order.find(' ');
    if (space == order.npos) throw Error{Fault::usage, "have what done?", "restart or start"};
    OrderLine::give(std::string(order.substr(space + 1)), order.substr(0, space), k_order_limit);
    return 0;
}
Part const g_order{k_order_part, give_order};

}  // namespace

PostgresKeeper::PostgresKeeper(Site &site)
    : m_script(site.folder() + "/bin/postgres"), m_place(site.folder() + "/postgres.socket")
{
    static_cast<void>(sandbox::postgres_program("postgres"));
    write_script(m_place);
    auto const ready = site.folder() + "/postgres.ready";
    auto const start =
        site.part(k_keeper_part, Json{{"root", site.folder()}, {"socket", m_place}, {"ready", ready}}.dump());
    m_keeper.emplace(start);
    auto const there = [&] { return is_there(ready) || !m_keeper->running(); };
    if (!site.await(there, k_start_limit) || !is_there(ready))
        throw Error{Fault::failed, fmt::format("sandbox: PostgreSQL did not come up: {}",
                                               trim(read_if_there(*start.log).value_or("")))};
    m_folder = read_file(ready);
}

// Told first and waited for, so that the server is gone before its folder is.
PostgresKeeper::~PostgresKeeper()
{
    m_keeper->signal(SIGTERM);
    m_keeper->ends_within(k_end_limit);
}

std::string PostgresKeeper::url(std::string_view role) const
{
    return fmt::format("postgresql://{}@/shop?host={}", role, m_folder);
}

void PostgresKeeper::have(std::string_view verb) const
{
    OrderLine::give(m_place, verb, k_order_limit);
}

void PostgresKeeper::write_script(std::string const &socket) const
{
    auto const program = std::filesystem::read_symlink("/proc/self/exe").string();
    write_file(m_script,
               fmt::format("#!/bin/sh\n# As a service manager: {0} restart|start\nexec {1} {2} \"$1 {3}\"\n",
                           shell_quoted(m_script), shell_quoted(program), k_order_part, socket),
               0700);
}

}  // namespace omactl::drill
