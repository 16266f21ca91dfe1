#include "lib/pg/wait_graph.hpp"

#include <algorithm>
#include <bit>

namespace omactl::pg {

namespace {

constexpr std::size_t k_word = 64;

void set_bit(std::vector<std::uint64_t> &bits, std::size_t at)
{
    bits[at / k_word] |= std::uint64_t{1} << at % k_word;
}

bool has_bit(std::vector<std::uint64_t> const &bits, std::size_t at)
{
    return (bits[at / k_word] >> at % k_word & 1) != 0;
}

void make_unique(std::vector<std::size_t> &numbers)
{
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

/// All that can be reached from where `seen` is at, by rows of direct steps.
void close(std::vector<std::uint64_t> &seen, std::vector<std::vector<std::uint64_t>> const &direct)
{
    std::vector<std::uint64_t> done(seen.size());
    for (std::size_t word = 0; word < seen.size();) {
        auto const fresh = seen[word] & ~done[word];
        if (fresh == 0) {
            ++word;
            continue;
        }
        auto const next = word * k_word + static_cast<std::size_t>(std::countr_zero(fresh));
        set_bit(done, next);
        for (std::size_t w = 0; w < seen.size(); ++w) seen[w] |= direct[next][w];
        word = 0;
    }
}

}  // namespace

WaitGraph::WaitGraph(std::vector<Edge> const &edges, std::size_t nodes) : m_blockers(nodes), m_waiters(nodes)
{
    std::vector<Bits> direct(nodes, Bits((nodes + k_word - 1) / k_word));
    for (auto const &[waiter, blocker] : edges) {
        m_blockers[waiter].push_back(blocker);
        m_waiters[blocker].push_back(waiter);
        set_bit(direct[blocker], waiter);
    }
    for (auto &list : m_blockers) make_unique(list);
    for (auto &list : m_waiters) make_unique(list);
    m_reach = direct;
    for (auto &reach : m_reach) close(reach, direct);
}

bool WaitGraph::in_cycle(std::size_t node) const
{
    return has_bit(m_reach[node], node);
}

std::size_t WaitGraph::victims(std::size_t node) const
{
    std::size_t count = 0;
    for (auto const word : m_reach[node]) count += static_cast<std::size_t>(std::popcount(word));
    return count - (in_cycle(node) ? 1 : 0);
}

/// Whoever stands later in a chain has fewer victims than those before it. Blockers in the same cycle
/// are left out.
std::size_t WaitGraph::last_blocker(std::size_t node) const
{
    auto last = k_none;
    for (auto const blocker : m_blockers[node]) {
        if (has_bit(m_reach[node], blocker)) continue;
        if (last == k_none || victims(blocker) < victims(last)) last = blocker;
    }
    return last;
}

std::vector<std::size_t> WaitGraph::parents() const
{
    auto const nodes = m_blockers.size();
    std::vector<std::size_t> parents(nodes, k_none);
    std::vector<bool> placed(nodes);
    for (std::size_t node = 0; node < nodes; ++node) {
        parents[node] = last_blocker(node);
        placed[node] = !waits(node) || parents[node] != k_none;
    }
    // What is left waits within its own cycle alone.
    for (bool progress = true; progress;) {
        progress = false;
        for (std::size_t node = 0; node < nodes; ++node) {
            if (placed[node]) continue;
            auto const &list = m_blockers[node];
            auto const under = std::find_if(list.begin(), list.end(), [&](auto b) { return placed[b]; });
            if (under == list.end()) continue;
            parents[node] = *under;
            placed[node] = progress = true;
        }
        auto const left = std::find(placed.begin(), placed.end(), false);
        if (!progress && left != placed.end()) *left = progress = true;
    }
    return parents;
}

}  // namespace omactl::pg
