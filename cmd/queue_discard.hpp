#pragma once

#include "cmd/queue_failures.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"
#include "lib/queue/later.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace omactl::cmd {

/// What is to leave for the archive: failure records, or jobs that stand outside of the queues for later.
struct Discard {
    std::string set;  ///< "failed" of Resque; "retry", "dead", "schedule" of Sidekiq; or k_delayed
    FailureFilter filter;
};
/// Of Resque's `failed` a queue.clear of that list, else a queue.discard.
op::Plan plan_discard(Discard const &discard, Session &session);
/// The undo of a queue.discard: those that it took go back where they stood, with their times.
op::Plan plan_restore(op::Plan const &discarded, Session &session);

/// Walks through an archive's records of "score member" in pieces that one script handles well.
class ShelfWalk {
public:
    /// `at`: the record to begin with. `wanted`: a bit a record, "" all of them.
    ShelfWalk(std::string const &archive, std::int64_t at, std::string wanted);
    ~ShelfWalk();
    ShelfWalk(ShelfWalk const &) = delete;
    ShelfWalk &operator=(ShelfWalk const &) = delete;
    /// Empty after the last.
    std::vector<queue::Shelved> next();
    std::int64_t position() const;     ///< the record behind the last piece
    void spent(Ticks::duration time);  ///< what the last piece took

private:
    struct State;
    std::unique_ptr<State> m_state;
};

inline queue::Shelf shelf_of(std::string_view set)
{
    return set == k_delayed ? queue::Shelf::buckets : queue::Shelf::sorted;
}

}  // namespace omactl::cmd
