#pragma once

#include "tests/faults/ground.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace omactl::faults {

// What scenarios begin with. It is always alike, and every job is different.

/// Jobs of 40 KB, so that few of them already take several steps; half of them are
/// RefreshSite, one is not UTF-8.
void fill_queue(Ground &ground, std::string const &name, int jobs);
/// Failures of two queues in turn, every third a Timeout.
void fill_failed(Ground &ground, int failures);
/// A worker with a job of 40 KB in hand; "": it has no heartbeat.
void fill_worker(Ground &ground, std::string const &id, int n, std::string const &heartbeat);
/// A sorted set of Sidekiq's, with jobs of two queues in turn, some with the same score.
void fill_sorted(Ground &ground, std::string const &set, int jobs);
std::string sidekiq_job(std::string const &queue, int n, std::int64_t enqueued_at);
/// resque-scheduler's jobs for later, of two queues in turn, four a bucket; Ruby's and JavaScript's shapes.
void fill_delayed(Ground &ground, int jobs);

/// Throws unless omactl has ended well.
void ran(Outcome const &outcome, std::string_view words);
/// Runs omactl, which must end well, and returns the id of the operation.
std::string change(Ground &ground, std::string const &words, std::string_view operation);
/// Clears a queue and returns the operation's id.
std::string clear(Ground &ground, std::string const &queue);

}  // namespace omactl::faults
