#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace omactl::pg {

/// Who waits for whom, as numbers. Rows of bits, so that a queue of 500, where each waits for all before
/// it, costs some milliseconds.
class WaitGraph {
public:
    struct Edge {
        std::size_t waiter, blocker;
    };
    static constexpr std::size_t k_none = static_cast<std::size_t>(-1);

    WaitGraph(std::vector<Edge> const &edges, std::size_t nodes);
    bool waits(std::size_t node) const { return !m_blockers[node].empty(); }
    std::vector<std::size_t> const &blockers(std::size_t node) const { return m_blockers[node]; }
    std::vector<std::size_t> const &waiters(std::size_t node) const { return m_waiters[node]; }
    std::size_t victims(std::size_t node) const;  ///< who waits for it, also through others, each once
    bool in_cycle(std::size_t node) const;        ///< waits for itself through others

    /// Under which of its blockers each node stands: the last of a chain. k_none for roots, and for one
    /// node of each cycle that no root leads to.
    std::vector<std::size_t> parents() const;

private:
    using Bits = std::vector<std::uint64_t>;
    std::size_t last_blocker(std::size_t node) const;
    std::vector<std::vector<std::size_t>> m_blockers, m_waiters;
    std::vector<Bits> m_reach;  ///< all who wait for it, directly or not
};

}  // namespace omactl::pg
