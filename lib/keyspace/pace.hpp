#pragma once

#include "lib/core/time.hpp"

#include <cstdint>
#include <functional>

namespace omactl::keyspace {

/// How hard a walk over all keys may lean on the server.
struct Load {
    int connections = 2;       ///< that read values, besides the one that scans
    std::int64_t batch = 512;  ///< keys in one pipelined batch at most; at most four batches are under way
    std::uint64_t batch_bytes = 1024 * 1024;
    double keys_per_second = 0;  ///< 0: no limit
    /// How a rate is kept: waits, and may throw to stop. Needed with keys_per_second.
    std::function<void(Millis)> wait;
};

/// Keeps the rate, and finds the number of keys of a batch: fewer when answers come late, more when they come
/// at once.
class Pace {
public:
    Pace(Load const &load, Clock const &clock);
    std::int64_t batch() const { return m_batch; }
    void answered(Ticks sent);  ///< now, a batch that was sent then
    /// Waits until so many more keys may be asked for.
    void spend(std::int64_t keys);

private:
    Load const &m_load;
    Clock const &m_clock;
    std::int64_t m_batch;
    Ticks::duration m_least = Ticks::duration::max() / 2;
    std::int64_t m_spent = 0;
    Ticks m_begin;
};

}  // namespace omactl::keyspace
