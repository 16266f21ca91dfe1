#pragma once

#include "lib/cli/report.hpp"
#include "lib/queue/workers.hpp"

#include <map>
#include <string>
#include <vector>

namespace omactl::cmd {

/// Without a sign of life for so long, a worker is taken for gone: as Resque's own prune does.
constexpr Millis k_gone_after{300'000};

/// What is shown of a job that a worker holds: its class, and its args, hidden unless they were asked for.
struct WorkLook {
    std::string klass;  ///< "" when the entry can't be read
    std::string args;
    std::string payload;  ///< whole, only when asked for
    bool masked = true;
    std::string text() const;  ///< "RefreshSite [1842]", cut, safe for a terminal
};
WorkLook look_at_work(queue::Held const &held, bool with_payloads);

/// All workers, with what is shown of their jobs in place of the jobs.
struct CrewLook {
    queue::Crew crew;
    std::map<std::string, std::vector<WorkLook>> works;  ///< by worker's id, in the order of its works
};
CrewLook look_at_crew(redis::Connection &redis, queue::Layout const &layout, bool with_payloads);

/// "12 s ago", "none": when a worker was last heard of.
std::string heartbeat_text(queue::Worker const &worker, Instant now);
/// How long since `at` by the server's clock, never negative.
Millis age_of(Instant at, Instant now);
/// "host:4711", or the id where it says no more.
std::string short_name(queue::Worker const &worker);

cli::Json to_json(queue::Held const &held, WorkLook const &look, Instant now);

}  // namespace omactl::cmd
