#pragma once

#include "lib/operation/operation.hpp"

#include <cstdint>

namespace omactl::cmd {

/// Tells in a plan how fast its `count` jobs go; 0: no limit of that kind.
void describe_pace(op::Plan &plan, double per_second, std::int64_t max_length);

/// Keeps a run of pushes to a rate, renews the lease while waiting, and gives up when nothing can
/// be pushed for too long.
class Pace {
public:
    /// `per_second` 0: as fast as it goes.
    Pace(op::Run &run, double per_second, Millis stall);
    /// How many may go at once at this pace, at most `most`.
    std::int64_t portion(std::int64_t most) const;
    /// Waits until the next portion is due. Throws when a signal asks to stop.
    void wait_turn();
    void pushed(std::int64_t jobs);
    /// The target is full: waits a little. Throws partial when that has lasted for `stall`.
    void blocked(std::string_view list);

private:
    void rest(Millis span);
    op::Run &m_run;
    double m_rate;
    Millis m_stall;
    Ticks m_began, m_moved, m_beaten;
    std::int64_t m_pushed = 0;
};

}  // namespace omactl::cmd
