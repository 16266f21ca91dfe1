#include "cmd/pg_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"
#include "lib/postgres/conninfo.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct ConsoleOptions {
    std::vector<std::string> words;
};

std::string prompt(Session &session, pg::Server const &server)
{
    return fmt::format("PROMPT1={}/{}%R%x%# ", session.env_name(), server.database);
}

Fault console(ConsoleOptions const &o, Session &session)
{
    if (!process::find_program("psql"))
        throw Error{Fault::not_found, "psql: no such program", "apt-get install postgresql-client"};
    auto const server = ask_pg(session);
    auto const address = postgres_address(session);
    session.context().say(fmt::format("{} at {} as {}{}\n", describe(server), printable(address.describe()),
                                      printable(server.user), session.is_readonly() ? ", read only" : ""));
    disconnect_postgres(session);
    std::vector<std::string> argv{"psql", "--set", prompt(session, server),
                                  postgres::conninfo_for_psql(address, session.is_readonly())};
    argv.insert(argv.end(), o.words.begin(), o.words.end());
    std::vector<std::string> more;
    if (!address.password.empty()) more.push_back("PGPASSWORD=" + address.password.reveal());
    session.context().io.finish();
    process::become("psql", argv, more);
}

constexpr cli::Param k_params[] = {
    cli::verbatim_param<&ConsoleOptions::words>("psql-word", "", "More for psql, behind --"),
};
constexpr cli::Example k_examples[] = {
    {"omactl -e production pg console", "psql, after saying where"},
    {"omactl pg console -- -c 'select now()'", "one statement"},
};
Action<ConsoleOptions> const g_console{
    {.path = "pg console",
     .summary = "Open psql on the environment's PostgreSQL",
     .details = "Says first which server it is, and has the environment in its prompt. The password goes by the\n"
                "process environment, never by argv. With readonly = true each transaction is read only.",
     .params = k_params,
     .examples = k_examples},
    console};

}  // namespace

}  // namespace omactl::cmd
