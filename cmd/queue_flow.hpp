#pragma once

#include "cmd/queue_look.hpp"
#include "lib/core/fingerprint.hpp"
#include "lib/queue/rates.hpp"

#include <map>
#include <string>

namespace omactl::cmd {

/// What comes to and leaves the queues between one look at their newest jobs and the next.
class Flow {
public:
    /// `steady`: it looks again and again, so each time at no more jobs than that takes: few at first, up
    /// to about 64 KiB of a queue. Else once and once more, at as many as may be.
    Flow(Clock const &clock, bool steady) : m_clock(clock), m_steady(steady) {}
    /// Looks; from the second time on sets lengths, and the rates since the time before.
    void look(redis::Connection &redis, QueuesLook &looks);

private:
    struct Seen {
        queue::Tail tail;
        Ticks at;
        std::int64_t wanted = 1;  ///< jobs to look at the next time
    };
    void take(QueueLook &look, queue::Tail tail, Ticks now);

    Clock const &m_clock;
    bool m_steady;
    Fingerprinter m_printer;
    std::map<std::string, Seen> m_seen;
};

}  // namespace omactl::cmd
