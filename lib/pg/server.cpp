#include "lib/pg/server.hpp"

#include "lib/core/error.hpp"
#include "lib/pg/columns.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

namespace omactl::pg {

namespace {

constexpr std::int32_t k_oldest = 110'000;

std::string server_sql(std::string_view system_identifier)
{
    return fmt::format(R"(select current_setting('server_version_num')::int as version,
 current_setting('server_version') as version_text, {} as system_identifier,
 pg_catalog.current_database() as database, current_user as "user", pg_catalog.pg_is_in_recovery() as in_recovery,
 {} as started, {} as up, current_setting('is_superuser') = 'on' as is_superuser,
 pg_catalog.pg_has_role('pg_signal_backend', 'USAGE') as can_signal,
 pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') as sees_all,
 current_setting('max_connections')::int as max_connections,
 current_setting('superuser_reserved_connections')::int
 + coalesce(current_setting('reserved_connections', true)::int, 0) as reserved,
 current_setting('track_activity_query_size') as query_size, current_setting('work_mem') as work_mem,
 pg_catalog.pg_backend_pid() as pid)",
                       system_identifier, moment_sql("pg_catalog.pg_postmaster_start_time()"),
                       age_sql("pg_catalog.pg_postmaster_start_time()"));
}

/// A function in a statement is checked for its rights even where it isn't reached, so the statement
/// is asked again without it.
postgres::Rows ask(postgres::Connection &connection)
{
    try {
        return connection.ask(server_sql("(select c.system_identifier::text from pg_catalog.pg_control_system() c)"));
    } catch (postgres::Refused const &refused) {
        if (refused.sqlstate() != "42501") throw;
        return connection.ask(server_sql("null::text"));
    }
}

}  // namespace

std::int64_t setting_bytes(std::string_view text)
{
    static constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> k_units = {
        {{"", 1}, {"B", 1}, {"kB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30}, {"TB", std::int64_t{1} << 40}}};
    std::int64_t number = 0;
    auto const [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{}) return 0;
    auto const unit = text.substr(static_cast<std::size_t>(end - text.data()));
    for (auto const &[name, bytes] : k_units)
        if (unit == name) return number * bytes;
    return 0;
}

Server ask_server(postgres::Connection &connection)
{
    auto const rows = ask(connection);
    auto const row = rows[0];
    bool const superuser = row.flag("is_superuser");
    Server const server{.version = static_cast<std::int32_t>(row.integer("version")),
                        .version_text = row.text("version_text"),
                        .system_identifier = row.text("system_identifier"),
                        .database = row.text("database"),
                        .user = row.text("user"),
                        .in_recovery = row.flag("in_recovery"),
                        .up = millis_if(row, "up").value_or(Millis{0}),
                        .started = row.text("started"),
                        .is_superuser = superuser,
                        .can_signal = superuser || row.flag("can_signal"),
                        .sees_all = superuser || row.flag("sees_all"),
                        .max_connections = row.integer("max_connections"),
                        .reserved = row.integer("reserved"),
                        .query_size = setting_bytes(row.text("query_size")),
                        .work_mem = setting_bytes(row.text("work_mem")),
                        .pooled = connection.pooled() || row.integer("pid") != connection.backend_pid()};
    if (server.version < k_oldest)
        throw Error{Fault::failed, fmt::format("{}: PostgreSQL {} is older than 11, which omactl doesn't know",
                                               postgres::server_name(connection.address()), server.version_text)};
    return server;
}

}  // namespace omactl::pg
