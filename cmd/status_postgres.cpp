#include "cmd/pg_target.hpp"
#include "cmd/session_postgres.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/health.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

using Level = StatusLine::Level;

constexpr double k_nearly_full = 0.8, k_full = 0.95;  // of the connections
constexpr Millis k_long_transaction{300'000};
constexpr Millis k_long_idle{60'000};
constexpr Millis k_behind{30'000};
constexpr Millis k_old_prepared{3'600'000};
constexpr double k_wraparound_near = 0.5, k_wraparound_close = 0.8;  // of where it stops taking writes
constexpr std::int64_t k_old_xmin = 10'000;                          // transactions
constexpr std::string_view k_service = "postgres";

void add(StatusLook &look, Level level, std::string text, std::string next = {})
{
    look.lines.push_back({level, std::string(k_service), std::move(text), std::move(next)});
}

std::string connections(pg::Health const &health)
{
    return fmt::format("{}/{} connections", with_commas(health.connections), with_commas(health.max_connections));
}

void check_waiting(pg::Health const &health, StatusLook &look)
{
    if (health.blocked > 0)
        add(look, Level::fail,
            fmt::format("{} blocked, waiting for a lock{}", with_commas(health.blocked),
                        health.longest_idle_in_transaction
                            ? fmt::format("; a transaction is idle since {}",
                                          human_duration(*health.longest_idle_in_transaction))
                            : ""),
            "omactl pg locks");
    else if (health.longest_idle_in_transaction.value_or(Millis{0}) > k_long_idle)
        add(look, Level::warn,
            fmt::format("{} idle in transaction, the longest {}", with_commas(health.idle_in_transaction),
                        human_duration(*health.longest_idle_in_transaction)),
            "omactl pg ps --state idle-in-transaction");
    else if (health.longest_transaction.value_or(Millis{0}) > k_long_transaction)
        add(look, Level::warn,
            fmt::format("longest transaction {}, pid {}", human_duration(*health.longest_transaction),
                        health.longest_transaction_pid),
            "omactl pg ps --older-than 5m");
}

void check_connections(pg::Health const &health, StatusLook &look)
{
    if (health.used() < k_nearly_full) return;
    add(look, health.used() >= k_full ? Level::fail : Level::warn,
        fmt::format("{}, {} idle in transaction", connections(health), with_commas(health.idle_in_transaction)),
        "omactl pg ps --all");
}

void check_replication(pg::Health const &health, StatusLook &look)
{
    if (health.replay_behind && *health.replay_behind > k_behind)
        add(look, Level::warn, fmt::format("a standby, {} behind its primary", human_duration(*health.replay_behind)));
    for (auto const &follower : health.followers)
        if (follower.lag.value_or(Millis{0}) > k_behind)
            add(look, Level::warn,
                fmt::format("standby {} is {} behind", printable(follower.name), human_duration(*follower.lag)));
}

void check_vacuum(pg::Health const &health, StatusLook &look)
{
    if (health.wraparound() > k_wraparound_near)
        add(look, health.wraparound() > k_wraparound_close ? Level::fail : Level::warn,
            fmt::format("{} of the transaction ids are used up in {}: then it takes no writes; held by {} {}",
                        percent(health.wraparound(), 1), printable(health.wraparound_database),
                        health.xmin.kind.empty() ? "nobody" : health.xmin.kind, printable(health.xmin.name)),
            "omactl pg ps --all");
    if (health.oldest_prepared.value_or(Millis{0}) > k_old_prepared)
        add(look, Level::warn,
            fmt::format("{} never finished, the oldest {} old", counted(health.prepared, "prepared transaction"),
                        human_duration(*health.oldest_prepared)),
            "omactl pg locks");
}

// " at most 1.2 s behind"
std::string farthest_behind(pg::Health const &health)
{
    std::optional<Millis> lag;
    std::int64_t bytes = 0;
    for (auto const &follower : health.followers) {
        if (follower.lag && (!lag || *follower.lag > *lag)) lag = follower.lag;
        bytes = std::max(bytes, follower.behind_bytes.value_or(0));
    }
    if (lag) return fmt::format(" at most {} behind", human_duration(*lag));
    return bytes == 0 ? "" : fmt::format(" at most {} behind", human_bytes(static_cast<std::uint64_t>(bytes)));
}

std::string all_well(pg::Server const &server, pg::Health const &health)
{
    auto text = fmt::format("{}, {}, {}, {} active", short_version(server), health.in_recovery ? "standby" : "primary",
                            connections(health), with_commas(health.active));
    if (health.longest_transaction) text += fmt::format(", longest {}", human_duration(*health.longest_transaction));
    if (!health.followers.empty())
        text += fmt::format(", {}{}", counted(std::ssize(health.followers), "follower"), farthest_behind(health));
    text += fmt::format(", ids {} used", percent(health.wraparound(), 1));
    if (health.xmin.age >= k_old_xmin)
        text += fmt::format(", vacuum held back {} transactions by {} {}", with_commas(health.xmin.age),
                            health.xmin.kind, printable(health.xmin.name));
    if (health.hidden > 0)
        text += fmt::format(", {} hidden from {}", with_commas(health.hidden), printable(server.user));
    return text;
}

}  // namespace

void look_at_postgres(Session &session, StatusLook &look)
{
    auto const server = ask_pg(session);
    auto const health = pg::ask_health(postgres_of(session), server);
    auto const before = look.lines.size();
    check_waiting(health, look);
    check_connections(health, look);
    check_replication(health, look);
    check_vacuum(health, look);
    if (look.lines.size() == before) add(look, Level::ok, all_well(server, health));
}

}  // namespace omactl::cmd
