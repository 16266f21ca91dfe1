#pragma once

#include "lib/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::queue {

/// How a job leaves `retry`, `dead` or `schedule` for its queue: what Sidekiq's own "retry now" or
/// "add to queue" changes in it.
struct Enqueue {
    Instant at;           ///< becomes its enqueued_at, in the form that its other times have
    bool retried = true;  ///< retry_count goes down by one, as the next failure adds one
    std::string to;       ///< another queue than its own; "" its own
};
struct Enqueued {
    std::string job;    ///< its bytes in its queue: those of the member, with a few spans changed
    std::string queue;  ///< its destination
};
/// The same arguments give the same bytes. nullopt: the member is no job of Sidekiq's that names its
/// queue.
std::optional<Enqueued> enqueued(std::string_view member, Enqueue const &how);

/// A waiting job's bytes in another queue, whose name it must bear: Sidekiq reads that when it tries
/// it again. As they are when it names none.
std::string renamed(std::string_view job, std::string_view to);

/// A job as Sidekiq's client writes it. `args`: raw JSON values.
struct NewJob {
    std::string queue, klass;
    std::vector<std::string> args;
    std::string jid;  ///< 24 hexadecimal digits
    Instant at;
    bool in_millis = false;  ///< times as Sidekiq 8 writes them
};
std::string written_job(NewJob const &job);
/// 12 random bytes in hex.
std::string fresh_jid();

}  // namespace omactl::queue
