#pragma once

#include "lib/pg/activity.hpp"

#include <chrono>

/// Backends as pg_stat_activity shows them, for tests.
namespace omactl::pg {

inline Backend active(std::int64_t pid)
{
    using namespace std::chrono_literals;
    return {.pid = pid,
            .backend_start = "2026-11-23T03:00:00.000001Z",
            .xact_start = "2026-11-23T03:11:00.000001Z",
            .query_start = "2026-11-23T03:12:00.000001Z",
            .state_change = "2026-11-23T03:12:00.000002Z",
            .state = "active",
            .backend_type = "client backend",
            .user = "app",
            .database = "shop",
            .application = "puma",
            .query = "select * from sites where host = 'x'",
            .backend_age = 12min,
            .xact_age = 2min,
            .query_age = 1min,
            .state_age = 1min};
}

inline Backend idle_in_transaction(std::int64_t pid)
{
    auto backend = active(pid);
    backend.state = "idle in transaction";
    return backend;
}

inline Backend hidden(std::int64_t pid)
{
    return {.pid = pid, .user = "other", .database = "shop", .query = "<insufficient privilege>", .hidden = true};
}

inline Backend waiting(std::int64_t pid, std::vector<std::int64_t> blocked_by)
{
    auto backend = active(pid);
    backend.wait_type = "Lock";
    backend.blocked_by = std::move(blocked_by);
    return backend;
}

}  // namespace omactl::pg
