#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/explain.hpp"
#include "lib/pg/hints.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct ExplainOptions {
    std::string what;
};

bool looks_like_token(std::string const &what)
{
    auto const colon = what.find(':');
    auto const digits = what.substr(0, colon);
    return !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos;
}

pg::Text text_of(std::string const &what, pg::Server const &server, postgres::Connection &postgres)
{
    if (what == "-") return {read_file("/dev/stdin"), false, {}, {}};
    if (!looks_like_token(what)) return {what, false, {}, {}};
    auto const backends = pg::activity(postgres, server);
    auto const named = pg::find_token(backends, what);
    if (named.is == pg::Named::gone)
        throw Error{Fault::not_found, fmt::format("no backend {}", printable(what)), "omactl pg ps"};
    auto const &backend = *named.backend;
    if (backend.hidden)
        throw Error{Fault::denied, fmt::format("{} may not see what {} runs", printable(server.user), backend.pid),
                    printable(grant_to_see(server))};
    if (named.is == pg::Named::stale)
        throw Error{Fault::conflict, fmt::format("{} has gone on: now it is {}", printable(what), backend.token()),
                    "omactl pg ps"};
    if (auto why = why_not_planned(backend, server); !why.empty())
        throw Error{Fault::declined, fmt::format("no plan: {}", why),
                    "look as that role, or as one that only reads: its own url in the configuration"};
    return {backend.query, backend.truncated, backend.database,
            pg::usual_search_path(postgres, backend.user, backend.database)};
}

cli::Report explain(ExplainOptions const &o, Session &session)
{
    auto const server = ask_pg(session);
    auto &postgres = postgres_of(session);
    auto const text = text_of(o.what, server, postgres);
    if (trim(text.query).empty())
        throw Error{Fault::usage, "there is no query", "echo 'select 1' | omactl pg explain -"};
    auto const plan = pg::explain(postgres, server, text);
    if (!plan.there()) throw Error{Fault::failed, fmt::format("no plan: {}", plan.why_not), "omactl pg explain --help"};
    auto const hints = pg::plan_hints(plan.json, pg::ask_tables(postgres, pg::tables_of(plan.json)), server.work_mem);
    cli::Report report;
    report.data = {{"query", cli::json_bytes(text.query)},
                   {"generic", plan.generic},
                   {"plan", cli::Json::parse(plan.json, nullptr, false)},
                   {"hints", cli::Json::array()}};
    std::string lines = pg::plan_text(plan.json);
    if (plan.generic) lines += "(for any value of its parameters: which they were isn't known)\n";
    for (auto const &hint : hints) {
        report.data["hints"].push_back(
            {{"text", hint.text}, {"line", hint.line.empty() ? cli::Json{} : cli::Json(hint.line)}});
        lines += fmt::format("\n{}\n", printable(hint.text));
        if (!hint.line.empty()) lines += fmt::format("  {}\n", printable(hint.line));
    }
    report.blocks.emplace_back(std::move(lines));
    return report;
}

constexpr cli::Param k_params[] = {
    cli::verbatim_param<&ExplainOptions::what>("query", "", "A token of pg ps, a query's text, or - for stdin"),
};
constexpr cli::Example k_examples[] = {
    {"omactl pg explain 4711:x7Kq2", "the plan of what a backend runs now"},
    {"omactl pg explain 'select * from sites where host = $1'", "of a text; its parameters may stay open"},
};
Verb<ExplainOptions> const g_explain{
    {.path = "pg explain",
     .summary = "Show the plan of a query without running it",
     .details = "EXPLAIN, never ANALYZE: nothing is executed, so all numbers are what the planner expects. Only\n"
                "queries have a plan; of utility statements, and of texts that the server has cut, there is none.",
     .params = k_params,
     .examples = k_examples},
    explain};

}  // namespace

}  // namespace omactl::cmd
