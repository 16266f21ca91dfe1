#include "lib/pg/statements.hpp"

#include "lib/core/error.hpp"
#include "lib/pg/columns.hpp"

#include <fmt/format.h>

#include <charconv>

namespace omactl::pg {

namespace {

constexpr int k_exec_time = 8;      // total_time → total_exec_time (1.8, PostgreSQL 13)
constexpr int k_shared_times = 11;  // blk_read_time → shared_blk_read_time (1.11, PostgreSQL 17)

std::string identifier(std::string_view name)
{
    std::string text = "\"";
    for (char const c : name) text += c == '"' ? "\"\"" : std::string{c};
    return text + '"';
}

std::string select_sql(StatementsInfo const &info)
{
    bool const exec = info.at_least(k_exec_time), shared = info.at_least(k_shared_times);
    std::string const time = exec ? "exec_time" : "time", block = shared ? "shared_blk" : "blk";
    return fmt::format(
        R"(select * from (select s.queryid::text as query_id, coalesce(r.rolname::text, s.userid::text) as usename, s.query,
 s.calls, s.rows, s.total_{time} as total_ms, s.mean_{time} as mean_ms, s.max_{time} as max_ms,
 s.{block}_read_time + s.{block}_write_time as io_ms,
 s.total_{time} / nullif(pg_catalog.sum(s.total_{time}) over (), 0) as share,
 s.shared_blks_read as blocks_read, s.shared_blks_hit as blocks_hit, s.temp_blks_written as temp_blocks
 from {schema}.pg_stat_statements s left join pg_catalog.pg_roles r on r.oid = s.userid
 where s.dbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())) o)",
        fmt::arg("time", time), fmt::arg("block", block), fmt::arg("schema", identifier(info.schema)));
}

std::string_view column_of(Order order)
{
    switch (order) {
    case Order::total: return "total_ms";
    case Order::calls: return "calls";
    case Order::mean: return "mean_ms";
    case Order::io: break;
    }
    return "io_ms";
}

StatementStats stats_of(postgres::Rows::Row const &row)
{
    auto const query_id = row.text("query_id");
    return {.query_id = query_id,
            .user = row.text("usename"),
            .query = row.text("query"),
            .hidden = query_id.empty(),  // together with the text
            .calls = row.integer("calls"),
            .rows = row.integer("rows"),
            .total_ms = row.number("total_ms"),
            .mean_ms = row.number("mean_ms"),
            .max_ms = row.number("max_ms"),
            .io_ms = row.number("io_ms"),
            .share = row.number("share"),
            .blocks_read = row.integer("blocks_read"),
            .blocks_hit = row.integer("blocks_hit"),
            .temp_blocks_written = row.integer("temp_blocks")};
}

std::vector<StatementStats> stats(postgres::Connection &connection, std::string const &sql,
                                  std::vector<postgres::Cell> const &values)
{
    try {
        auto const rows = connection.ask(sql, values);
        std::vector<StatementStats> list;
        for (std::size_t i = 0; i < rows.size(); ++i) list.push_back(stats_of(rows[i]));
        return list;
    } catch (postgres::Refused const &refused) {
        if (refused.sqlstate() != "55000") throw;  // object_not_in_prerequisite_state
        throw Error{Fault::failed, refused.message(),
                    "shared_preload_libraries = 'pg_stat_statements'     (postgresql.conf, then restart)"};
    }
}

}  // namespace

std::optional<StatementsInfo> ask_statements_info(postgres::Connection &connection)
{
    auto const rows = connection.ask("select n.nspname as schema, e.extversion as version"
                                     " from pg_catalog.pg_extension e"
                                     " join pg_catalog.pg_namespace n on n.oid = e.extnamespace"
                                     " where e.extname = 'pg_stat_statements'");
    if (rows.empty()) return std::nullopt;
    StatementsInfo info{.schema = rows[0].text("schema")};
    auto const &version = rows[0].text("version");
    auto const *end = version.data() + version.size();
    auto const [dot, wrong] = std::from_chars(version.data(), end, info.major);
    if (wrong == std::errc{} && dot != end) std::from_chars(dot + 1, end, info.minor);
    return info;
}

std::string outliers_sql(StatementsInfo const &info, Order order)
{
    return fmt::format("{} where query not like '%pg_stat_statements%' order by {} desc, query_id limit $1::bigint",
                       select_sql(info), column_of(order));
}

std::vector<StatementStats> outliers(postgres::Connection &connection, StatementsInfo const &info, Order order,
                                     std::int64_t limit)
{
    return stats(connection, outliers_sql(info, order), {std::to_string(limit)});
}

std::vector<StatementStats> statements_of(postgres::Connection &connection, StatementsInfo const &info,
                                          std::vector<std::string> const &query_ids)
{
    if (query_ids.empty()) return {};
    return stats(connection, select_sql(info) + " where query_id = any ($1::text[])", {array_of(query_ids)});
}

}  // namespace omactl::pg
