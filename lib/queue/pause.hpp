#pragma once

#include "lib/core/time.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/fenced.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omactl::queue {

/// The keys that make Resque workers rest, each honoured by some of them:
/// `pause-all-workers` = "true" by Resque itself since 2.3.0 (lib/resque/worker.rb), `pause:all` and
/// `pause:queue:NAME`, with any value, by the plugin resque-pause. They are asked for before each
/// job; a job that runs is finished.
std::vector<std::string> pause_keys(Layout const &layout, std::string const &queue);  ///< "": all queues
/// HASH: key → id of the operation that set it, so that any machine can end it.
std::string pauses(Layout const &layout);

/// What a pause key was before.
struct PauseWas {
    std::string key;
    std::optional<std::string> value;
    std::optional<Instant> until;  ///< it would have run out by itself
};

extern redis::Script const k_pause, k_unpause, k_extend_pause, k_quiet, k_note_command, k_drop_command;

/// Sets the keys to "true" in one step, for `span` or (0) until they are taken away, and remembers
/// what they were in the operation's record. Works when Redis is full.
void pause(redis::Fenced &guard, Layout const &layout, std::string const &id, std::vector<std::string> const &keys,
           Millis span);
/// What the record of that operation remembers.
std::vector<PauseWas> paused_before(Record const &record, std::vector<std::string> const &keys);

/// Makes those keys what they were that still say what pause() wrote. Returns how many.
std::int64_t unpause(redis::Fenced &guard, Layout const &layout, std::vector<PauseWas> const &were, Instant now);
/// Those keys run out at `until`. Returns how many of them still stood.
std::int64_t extend_pause(redis::Fenced &guard, std::vector<std::string> const &keys, Instant until);

/// Where pauses() has a pause that a command makes, which leaves no key of its own.
std::string command_place(std::string const &queue);  ///< "": all queues
bool is_command_place(std::string_view place);
/// A command is about to be run, and may have been from now on. With a place, it makes a pause there.
void note_command(redis::Fenced &guard, Layout const &layout, std::string const &place, std::string const &id);
/// The pause of operation `id` at that place is over, or never was; so is the operation at work.
void drop_command(redis::Fenced &guard, Layout const &layout, std::string const &place, std::string const &id,
                  std::string const &phase, bool undone);

/// Asks Sidekiq processes to take no more jobs: TSTP by their signal lists, which each reads with
/// its heartbeat (lib/sidekiq/launcher.rb). They can't be asked back. Returns how many are there.
std::int64_t quiet(redis::Fenced &guard, Layout const &layout, std::vector<std::string> const &processes);

}  // namespace omactl::queue
