#include "lib/pg/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace omactl::pg {

namespace {

/// Beginnings of application_name, in lower case.
constexpr std::array<std::string_view, 10> k_backups = {
    "pg_dump",    "pg_basebackup", "pg_receivewal", "pg_recvlogical", "pg_probackup",
    "pgbackrest", "barman",        "wal-g",         "wal-e",          "heroku postgres backups"};
constexpr std::string_view k_own = "omactl";

std::string lower(std::string_view text)
{
    std::string small{text};
    for (char &c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return small;
}

bool is_backup(Backend const &backend)
{
    auto const name = lower(backend.application);
    return std::any_of(k_backups.begin(), k_backups.end(), [&](auto begin) { return name.starts_with(begin); });
}

bool fits(std::string_view pattern, std::string_view text)
{
    if (pattern.ends_with('*')) return text.starts_with(pattern.substr(0, pattern.size() - 1));
    return pattern == text;
}

Match both(Match a, Match b)
{
    if (a == Match::no || b == Match::no) return Match::no;
    return a == Match::unknown || b == Match::unknown ? Match::unknown : Match::yes;
}

/// A rule that isn't given always holds; one about what is hidden can't be told.
Match rule(bool given, bool hidden, bool holds)
{
    if (!given) return Match::yes;
    if (hidden) return Match::unknown;
    return holds ? Match::yes : Match::no;
}

bool is_old(Backend const &backend, Rules const &rules)
{
    auto const age = backend.age();
    return rules.older_than && age && *age >= *rules.older_than;
}

}  // namespace

bool Rules::everything() const
{
    return !older_than && !match && user.empty() && application.empty() && state.empty() && !blocking;
}

std::string Rules::describe() const
{
    std::vector<std::string> parts;
    if (older_than) parts.push_back("older than " + human_duration(*older_than));
    if (match) parts.push_back(fmt::format("query matches '{}'", match->text()));
    if (!user.empty()) parts.push_back("user " + user);
    if (!application.empty()) parts.push_back("application " + application);
    if (!state.empty()) parts.push_back(state);
    if (blocking) parts.emplace_back("blocking");
    return parts.empty() ? "all" : fmt::format("{}", fmt::join(parts, ", "));
}

Match matches(Backend const &backend, Rules const &rules, std::vector<std::int64_t> const &blockers)
{
    auto const hidden = backend.hidden;
    bool const state =
        rules.state == "idle in transaction" ? backend.idle_in_transaction() : backend.state == rules.state;
    auto result = rule(rules.older_than.has_value(), hidden, is_old(backend, rules));
    result = both(result, rule(rules.match.has_value(), hidden, rules.match && rules.match->found_in(backend.query)));
    result = both(result, rule(!rules.user.empty(), false, rules.user == backend.user));
    result = both(result, rule(!rules.application.empty(), hidden, fits(rules.application, backend.application)));
    result = both(result, rule(!rules.state.empty(), hidden, state));
    bool const blocks = std::binary_search(blockers.begin(), blockers.end(), backend.pid);
    return both(result, rule(rules.blocking, false, blocks));
}

std::vector<std::int64_t> blockers_of(std::vector<Backend> const &backends)
{
    std::vector<std::int64_t> pids;
    for (auto const &backend : backends) pids.insert(pids.end(), backend.blocked_by.begin(), backend.blocked_by.end());
    std::sort(pids.begin(), pids.end());
    pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
    return pids;
}

std::string why_spared(Backend const &backend, Spare const &spare)
{
    if (backend.hidden) return "hidden: not permitted to see it";
    if (backend.own || backend.application.starts_with(k_own)) return "omactl's own";
    if (backend.query.starts_with("autovacuum:") && backend.query.ends_with("(to prevent wraparound)"))
        return "autovacuum to prevent wraparound";
    if (backend.backend_type == "parallel worker")
        return backend.leader_pid > 0 ? fmt::format("parallel worker: act on its leader {}", backend.leader_pid)
                                      : "parallel worker: act on its leader";
    if (backend.backend_type == "walsender") return "walsender: replication or a backup streams through it";
    if (!backend.is_client())
        return fmt::format("{}: not a client", backend.backend_type.empty() ? "unknown type" : backend.backend_type);
    if (backend.backend_start.empty() || backend.state.empty()) return "its state is unknown";
    if (spare.backups && is_backup(backend)) return backend.application + ": a backup";
    if (backend.doing_since().empty()) return "it has run nothing yet";
    return spare.idle && backend.is_idle() ? "idle: nothing to end" : "";
}

std::string never_kill_sql(Spare const &spare)
{
    auto condition = fmt::format("a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid()"
                                 " and not pg_catalog.starts_with(a.application_name, '{}')",
                                 k_own);
    if (spare.idle) condition += " and a.state <> 'idle'";
    if (!spare.backups) return condition;
    std::string patterns;
    for (auto const begin : k_backups) {
        patterns += patterns.empty() ? "'" : ", '";
        for (char const c : begin) patterns += c == '_' ? "\\_" : std::string{c};
        patterns += "%'";
    }
    return condition + fmt::format(" and not (pg_catalog.lower(a.application_name) like any (array[{}]))", patterns);
}

}  // namespace omactl::pg
