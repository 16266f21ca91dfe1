#include "lib/pg/kill.hpp"

#include "lib/pg/columns.hpp"
#include "lib/pg/sql_token.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::pg {

namespace {

constexpr std::string_view k_denied = "42501";  // insufficient_privilege

/// One character within E'…'.
std::string escaped(char c)
{
    switch (c) {
    case '\'': return "''";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
    }
    auto const byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f ? fmt::format("\\x{:02x}", byte) : std::string{c};
}

bool needs_escapes(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return c == '\\' || byte < 0x20 || byte == 0x7f;
    });
}

std::string_view function_of(How how)
{
    return how == How::cancel ? "pg_cancel_backend" : "pg_terminate_backend";
}

/// NULL, which equals nothing, for what is unknown.
postgres::Cell known(std::string const &text)
{
    return text.empty() ? postgres::Cell{} : postgres::Cell{text};
}

}  // namespace

How way_for(Backend const &backend)
{
    return backend.is_active() ? How::cancel : How::terminate;
}

std::string_view name_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::sent: return "sent";
    case Verdict::changed: return "changed";
    case Verdict::denied: return "denied";
    case Verdict::refused: return "refused";
    case Verdict::spared: break;
    }
    return "spared";
}

std::string sql_literal(std::string_view text)
{
    std::string literal = needs_escapes(text) ? "E'" : "'";
    for (char const c : text) literal += escaped(c);
    return literal + "'";
}

std::string sql_name(std::string_view name)
{
    constexpr std::string_view k_plain = "abcdefghijklmnopqrstuvwxyz0123456789_";
    bool const plain = !name.empty() && name.find_first_not_of(k_plain) == std::string_view::npos &&
                       !(name.front() >= '0' && name.front() <= '9');
    if (plain) return std::string{name};
    std::string text = "\"";
    for (char const c : name) text += c == '"' ? std::string{"\"\""} : std::string(1, c);
    return text + "\"";
}

Statement guarded_kill(Backend const &backend, How how, Spare const &spare)
{
    return {fmt::format("select pg_catalog.{}(a.pid) as sent from pg_catalog.pg_stat_get_activity($1::int) a"
                        " where a.backend_start = $2::timestamptz and a.{} = $3::timestamptz and a.state = $4 and {}",
                        function_of(how), backend.idle_in_transaction() ? "xact_start" : "query_start",
                        never_kill_sql(spare)),
            {std::to_string(backend.pid), known(backend.backend_start), known(backend.doing_since()),
             known(backend.state)}};
}

std::string printable_sql(Statement const &statement)
{
    std::string text;
    std::string_view const sql = statement.sql;
    for (std::size_t at = 0; at < sql.size();) {
        auto const token = sql_token(sql, at);
        at += token.text.size();
        if (token.kind != SqlToken::parameter) {
            text += token.text;
            continue;
        }
        auto const number = std::stoul(std::string{token.text.substr(1)});
        auto const &value = statement.values.at(number - 1);
        text += value ? sql_literal(*value) : "null";
    }
    return text + ";";
}

Verdict signal(postgres::Connection &connection, Backend const &backend, How how, Spare const &spare)
{
    if (!why_spared(backend, spare).empty()) return Verdict::spared;
    auto const statement = guarded_kill(backend, how, spare);
    try {
        auto const rows = connection.change(statement.sql, statement.values);
        if (rows.empty()) return Verdict::changed;
        return rows[0].flag("sent") ? Verdict::sent : Verdict::refused;
    } catch (postgres::Refused const &refused) {
        if (refused.sqlstate() == k_denied) return Verdict::denied;
        throw;
    }
}

std::vector<Presence> presence_of(postgres::Connection &connection, std::vector<Backend> const &backends)
{
    std::vector<std::int64_t> pids;
    for (auto const &backend : backends) pids.push_back(backend.pid);
    auto const rows = connection.ask(
        fmt::format("select a.pid, {} as backend_start, {} as xact_start, {} as query_start, a.state"
                    " from pg_catalog.pg_stat_activity a where a.pid = any ($1::int[])",
                    moment_sql("a.backend_start"), moment_sql("a.xact_start"), moment_sql("a.query_start")),
        {array_of(pids)});
    std::vector<Presence> presences(backends.size(), Presence::gone);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const row = rows[i];
        Backend const now{.pid = row.integer("pid"),
                          .backend_start = row.text("backend_start"),
                          .xact_start = row.text("xact_start"),
                          .query_start = row.text("query_start"),
                          .state = row.text("state")};
        for (std::size_t b = 0; b < backends.size(); ++b)
            if (backends[b].pid == now.pid) presences[b] = compared(backends[b], now);
    }
    return presences;
}

Presence compared(Backend const &shown, Backend const &now)
{
    if (now.backend_start.empty()) return Presence::unknown;
    if (now.backend_start != shown.backend_start) return Presence::gone;
    return now.token() == shown.token() ? Presence::same : Presence::moved_on;
}

}  // namespace omactl::pg
