#pragma once

#include "cmd/session.hpp"
#include "cmd/workers_look.hpp"
#include "lib/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omactl::cmd {

/// Why nothing leaves a queue: one reason, and what deals with it.
struct Cause {
    std::string word;     ///< for scripts: "no_listener"
    std::string message;  ///< safe for a terminal
    std::string mend;     ///< can be pasted
};

/// A worker that listens to the queue.
struct Listener {
    queue::Worker worker;
    queue::Life life;
    std::vector<WorkLook> works;
};

/// All that was seen of a queue and of who should work it off.
struct WhyLook {
    std::string name;
    Instant now;  ///< by the server
    std::int64_t length = 0;
    std::string held_by;                        ///< the unfinished operation that holds jobs of it
    Millis span{0};                             ///< between the two looks
    std::optional<std::int64_t> arrived, left;  ///< meanwhile; nullopt: can't be told apart
    std::int64_t net = 0;
    std::int64_t finished = 0, failed = 0;  ///< in all queues meanwhile, by the counters
    std::vector<Listener> listeners;
    std::vector<std::string> heard;  ///< what other workers listen to, as they say it
    bool all_paused = false, plugin_paused = false, in_paused_set = false;
    std::string newest_failure;  ///< of this queue, within the last five minutes; "" when there is none
    std::vector<Cause> causes;

    bool moving() const { return left ? *left > 0 : net < 0; }
    std::int64_t busy() const;  ///< listeners that work and are not known to be gone
    std::int64_t idle() const;
    std::int64_t gone() const;
};

/// Looks twice, `interval` apart; when workers stand idle and nothing has moved, up to their longest
/// usual pause between two looks of their own. Throws not_found for a queue nobody has heard of.
WhyLook look_why(std::string const &name, Millis interval, bool with_payloads, Session &session);
/// Fills in the causes.
void find_causes(WhyLook &look, queue::Layout const &layout, redis::Address const &address);

}  // namespace omactl::cmd
