#include "lib/pg/activity.hpp"

#include "lib/core/error.hpp"
#include "lib/core/fingerprint.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace omactl::pg {

namespace {

constexpr std::string_view k_hidden = "<insufficient privilege>";
/// A cut between the bytes of a character takes up to three more away.
constexpr std::int64_t k_cut_slack = 3;

Backend backend_of(postgres::Rows::Row const &row, Server const &server)
{
    Backend b{.pid = row.integer("pid"),
              .backend_start = row.text("backend_start"),
              .xact_start = row.text("xact_start"),
              .query_start = row.text("query_start"),
              .state_change = row.text("state_change"),
              .state = row.text("state"),
              .backend_type = row.text("backend_type"),
              .wait_type = row.text("wait_event_type"),
              .wait_event = row.text("wait_event"),
              .user = row.text("usename"),
              .database = row.text("datname"),
              .application = row.text("application_name"),
              .client = row.text("client"),
              .query = row.text("query"),
              .own = row.flag("own"),
              .leader_pid = row.integer("leader_pid"),
              .query_id = row.text("query_id"),
              .backend_age = millis_if(row, "backend_age"),
              .xact_age = millis_if(row, "xact_age"),
              .query_age = millis_if(row, "query_age"),
              .state_age = millis_if(row, "state_age"),
              .xmin_age = row.integer("xmin_age"),
              .blocked_by = pids_of(row.text("blocked_by"))};
    b.hidden = b.query == k_hidden && b.backend_start.empty();
    b.truncated = static_cast<std::int64_t>(b.query.size()) >= server.query_size - 1 - k_cut_slack;
    if (b.leader_pid == b.pid) b.leader_pid = 0;
    return b;
}

std::string base62(std::uint64_t number, int digits)
{
    static constexpr std::string_view k_digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text;
    for (; digits > 0; --digits, number /= 62) text += k_digits[number % 62];
    return text;
}

/// What a backend does, as far as its token tells.
std::string_view kind_of(Backend const &backend)
{
    if (backend.idle_in_transaction()) return "transaction";
    return backend.is_active() ? "query" : "idle";
}

/// Who waits for a lock. Without the right to see others' wait events, pg_locks tells.
std::string_view waits_sql(Server const &server)
{
    if (server.sees_all) return "a.wait_event_type = 'Lock'";
    return "a.pid in (select l.pid from pg_catalog.pg_locks l where not l.granted)";
}

}  // namespace

std::optional<Millis> Backend::age() const
{
    if (idle_in_transaction()) return xact_age;
    return is_active() || state.empty() ? query_age : state_age;
}

std::string const &Backend::doing_since() const
{
    return idle_in_transaction() ? xact_start : query_start;
}

std::string Backend::token() const
{
    if (backend_start.empty()) return fmt::format("{}:?", pid);
    auto const what = fmt::format("{}\n{}\n{}\n{}", pid, backend_start, kind_of(*this), doing_since());
    return fmt::format("{}:{}", pid, base62(checksum(what), 5));
}

TokenText parse_token(std::string_view text)
{
    auto const colon = text.find(':');
    auto const digits = text.substr(0, colon);
    TokenText token;
    auto const [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), token.pid);
    bool const is_pid = wrong == std::errc{} && end == digits.data() + digits.size() && token.pid > 0;
    if (colon != text.npos) token.hash = text.substr(colon + 1);
    bool const hidden = token.hash == "?";  // of one that may not be seen: it names that and nothing it does
    if (!is_pid || (colon != text.npos && token.hash.size() != 5 && !hidden))
        throw Error{Fault::usage, fmt::format("'{}' is not a backend's token", printable(text)),
                    "omactl pg ps     (the first column: 4711:x7Kq2)"};
    return token;
}

Named find_token(std::vector<Backend> const &backends, std::string_view token)
{
    auto const [pid, hash] = parse_token(token);
    auto const at = std::find_if(backends.begin(), backends.end(), [&](auto const &b) { return b.pid == pid; });
    if (at == backends.end()) return {};
    return {hash.empty() || at->token() == token ? Named::found : Named::stale, &*at};
}

std::string activity_sql(Server const &server)
{
    return fmt::format(
        R"(select a.pid, {backend_start} as backend_start, {xact_start} as xact_start, {query_start} as query_start,
 {state_change} as state_change, a.state, a.backend_type, a.wait_event_type, a.wait_event, a.usename, a.datname,
 a.application_name, coalesce(a.client_hostname, pg_catalog.host(a.client_addr)) as client, a.query,
 a.pid = pg_catalog.pg_backend_pid() as own, {leader} as leader_pid, {query_id} as query_id,
 {backend_age} as backend_age, {xact_age} as xact_age, {query_age} as query_age, {state_age} as state_age,
 pg_catalog.age(a.backend_xmin) as xmin_age,
 case when {waits} then pg_catalog.pg_blocking_pids(a.pid) end as blocked_by
 from pg_catalog.pg_stat_activity a order by a.pid)",
        fmt::arg("backend_start", moment_sql("a.backend_start")), fmt::arg("xact_start", moment_sql("a.xact_start")),
        fmt::arg("query_start", moment_sql("a.query_start")), fmt::arg("state_change", moment_sql("a.state_change")),
        fmt::arg("leader", server.at_least(13) ? "a.leader_pid" : "null::int"),
        fmt::arg("query_id", server.at_least(14) ? "a.query_id" : "null::bigint"),
        fmt::arg("backend_age", age_sql("a.backend_start")), fmt::arg("xact_age", age_sql("a.xact_start")),
        fmt::arg("query_age", age_sql("a.query_start")), fmt::arg("state_age", age_sql("a.state_change")),
        fmt::arg("waits", waits_sql(server)));
}

std::vector<Backend> activity(postgres::Connection &connection, Server const &server)
{
    auto const rows = connection.ask(activity_sql(server));
    std::vector<Backend> backends;
    backends.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) backends.push_back(backend_of(rows[i], server));
    return backends;
}

}  // namespace omactl::pg
