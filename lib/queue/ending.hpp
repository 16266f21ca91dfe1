#pragma once

#include "lib/queue/orphans.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace omactl::queue {

/// The scripts' names, for dry runs.
extern redis::Script const k_begin_ending, k_note_ended, k_unregister, k_unregister_process;

/// Workers are about to be ended whose jobs stand in this operation's archive: the archive's ledger
/// says of all of them that they are not to be had (they are in their workers' hands), the facts go
/// into its record. Sidekiq's `processes` get TERM by their signal lists. Works when Redis is full.
void begin_ending(redis::Fenced &guard, Layout const &layout, std::string const &id, std::int64_t jobs,
                  std::vector<std::string> const &processes, std::map<std::string, std::string> const &facts);

/// Whatever could be done to end them has been done.
void note_ended(redis::Fenced &guard, Layout const &layout, std::map<std::string, std::string> const &facts);

/// The entry that says what a worker holds, as it is now: "" when there is none.
std::vector<std::string> entries_of(redis::Connection &redis, Layout const &layout, std::vector<Orphan> const &held);

/// In one step: those who still hold the planned job, and have given no other sign than the one that
/// is given here, are unregistered, and the ledger has their jobs (by `number`, in the archive) as out
/// of the queues. Others are left alone: they have come to an end of their own. Returns how many.
std::int64_t unregister(redis::Fenced &guard, Layout const &layout, std::string const &id,
                        std::vector<Orphan> const &held, redis::Mark const &mark);

}  // namespace omactl::queue
