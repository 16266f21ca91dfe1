#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/statements.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct OutliersOptions {
    std::int64_t first = 10;
    std::string by = "total";
};

pg::Order order_of(std::string const &word)
{
    if (word == "total") return pg::Order::total;
    if (word == "calls") return pg::Order::calls;
    if (word == "mean") return pg::Order::mean;
    if (word == "io") return pg::Order::io;
    throw Error{Fault::usage, fmt::format("can't order by '{}'", printable(word)), "--by total, calls, mean or io"};
}

std::string time_text(double ms)
{
    return ms < 10 ? fmt::format("{:.1f} ms", ms) : human_duration(Millis{static_cast<std::int64_t>(ms)});
}

cli::Json to_json(pg::StatementStats const &one)
{
    return {{"query_id", one.query_id},
            {"user", one.user},
            {"query", one.hidden ? cli::Json{} : cli::json_bytes(one.query)},
            {"calls", one.calls},
            {"rows", one.rows},
            {"total_s", one.total_ms / 1'000},
            {"mean_s", one.mean_ms / 1'000},
            {"max_s", one.max_ms / 1'000},
            {"io_s", one.io_ms / 1'000},
            {"share", one.share},
            {"blocks_read", one.blocks_read},
            {"blocks_hit", one.blocks_hit},
            {"temp_blocks_written", one.temp_blocks_written}};
}

cli::Report outliers(OutliersOptions const &o, Session &session)
{
    auto const order = order_of(o.by);
    if (o.first == 0) throw Error{Fault::usage, "--first 0 shows nothing", "--first 10"};
    auto const server = ask_pg(session);
    auto const info = pg::ask_statements_info(postgres_of(session));
    if (!info)
        throw Error{Fault::not_found,
                    fmt::format("pg_stat_statements is not installed in {}", printable(server.database)),
                    "CREATE EXTENSION pg_stat_statements;    (and in shared_preload_libraries)"};
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"TOTAL", true},
                      {"SHARE", true},
                      {"CALLS", true},
                      {"MEAN", true},
                      {"MAX", true},
                      {"I/O", true},
                      {"USER"},
                      {"SQL", false, true}},
                     {}};
    for (auto const &one : pg::outliers(postgres_of(session), *info, order, o.first)) {
        report.data.push_back(to_json(one));
        table.rows.push_back({time_text(one.total_ms), percent(one.share, 1), with_commas(one.calls),
                              time_text(one.mean_ms), time_text(one.max_ms), time_text(one.io_ms), printable(one.user),
                              one.hidden ? "(not permitted to see it)" : one_line(one.query)});
    }
    if (table.rows.empty())
        report.blocks.emplace_back("pg_stat_statements has counted nothing yet.\n");
    else
        report.blocks.emplace_back(std::move(table));
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&OutliersOptions::first>("--first", "N", "How many"),
    cli::one_of(cli::param<&OutliersOptions::by>("--by", "WHAT", "What makes it one"), "total|calls|mean|io"),
};
constexpr cli::Example k_examples[] = {
    {"omactl pg outliers", "what the server's time goes to"},
    {"omactl pg outliers --by mean --first 5", "the slowest, each call"},
};
Verb<OutliersOptions> const g_outliers{
    {.path = "pg outliers",
     .summary = "List the queries that cost most in all",
     .details = "From pg_stat_statements, of the connected database, since its counters were reset. SHARE is of the\n"
                "time of all statements.",
     .params = k_params,
     .examples = k_examples},
    outliers};

}  // namespace

}  // namespace omactl::cmd
