#pragma once

#include "lib/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace omactl::queue {

/// The point in time that a raw JSON value stands for: Sidekiq's float seconds (before 8) or integer
/// milliseconds (from 8; both may be in one Redis), or text as other frameworks write it. nullopt
/// when it can't be told.
std::optional<Instant> instant_of(std::string_view raw);
/// Is it a whole number of milliseconds, as Sidekiq 8 writes?
bool is_in_millis(std::string_view raw);
/// As Sidekiq would write it: 1795403527.25, or 1795403527250.
std::string written_time(Instant at, bool in_millis);
/// For people and JSON: numbers as RFC 3339, text as it stands, "" for absent and null.
std::string shown_time(std::string_view raw);

/// When a job was put into its queue, by its own word: Sidekiq's, else ActiveJob's. Jobs of plain
/// Resque don't say.
std::optional<Instant> enqueued_at(std::string_view payload);

}  // namespace omactl::queue
