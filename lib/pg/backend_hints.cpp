#include "lib/core/quantity.hpp"
#include "lib/pg/hints.hpp"
#include "lib/pg/kill.hpp"

#include <fmt/format.h>

namespace omactl::pg {

namespace {

constexpr std::int64_t k_old_xmin = 1'000'000;  // transactions

std::string source_of(Backend const &backend)
{
    auto const application = backend.application.empty() ? std::string{"an unnamed application"} : backend.application;
    return backend.client.empty() ? application : fmt::format("{} ({})", application, backend.client);
}

void idle(Backend const &backend, std::vector<Hint> &hints)
{
    if (!backend.idle_in_transaction() || !backend.xact_age) return;
    hints.push_back(
        {fmt::format("{} left its transaction open for {} without a statement running: look there for a call to "
                     "something slow between BEGIN and COMMIT",
                     source_of(backend), human_duration(*backend.xact_age)),
         backend.user.empty()
             ? ""
             : fmt::format("ALTER ROLE {} SET idle_in_transaction_session_timeout = '5min';", sql_name(backend.user)),
         true});
}

void waits(Backend const &backend, std::vector<Hint> &hints)
{
    if (backend.is_active() && backend.wait_type == "Client")
        hints.push_back({fmt::format("{} doesn't take its rows: the server waits for it ({})", source_of(backend),
                                     backend.wait_event),
                         "", false});
    if (backend.is_active() && backend.wait_type == "IO")
        hints.push_back({fmt::format("it waited for the disk ({})", backend.wait_event), "", false});
    if (!backend.blocked_by.empty())
        hints.push_back(
            {fmt::format("it waited for a lock of {}: it did nothing meanwhile, so its plan may be innocent",
                         fmt::join(backend.blocked_by, ", ")),
             "omactl pg locks", false});
}

}  // namespace

std::vector<Hint> backend_hints(Backend const &backend)
{
    std::vector<Hint> hints;
    idle(backend, hints);
    waits(backend, hints);
    if (backend.xmin_age >= k_old_xmin)
        hints.push_back({fmt::format("vacuum must keep what {} transactions left behind, for its sake",
                                     with_commas(backend.xmin_age)),
                         "", false});
    if (backend.truncated)
        hints.push_back(
            {fmt::format("its text may be cut at {} bytes: a larger track_activity_query_size keeps it whole",
                         with_commas(static_cast<std::int64_t>(backend.query.size()))),
             "ALTER SYSTEM SET track_activity_query_size = '16kB';  -- at the next restart", false});
    return hints;
}

}  // namespace omactl::pg
