#pragma once

#include "lib/core/fingerprint.hpp"
#include "lib/core/huge_pages.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace omactl {

/// Fingerprints seen so far, in one block with at most half of it taken: a million of them are 32 MiB,
/// and each question is one look into memory, where std::unordered_set needs three.
class FingerprintSet {
public:
    /// True: it is new.
    bool insert(Fingerprint const &print)
    {
        if (print == Fingerprint{}) return !std::exchange(m_has_empty, true);
        if (2 * (m_size + 1) > m_slots.size()) grow();
        return place(print);
    }
    std::size_t size() const { return m_size + (m_has_empty ? 1 : 0); }

private:
    using Slots = std::vector<Fingerprint, HugePages<Fingerprint>>;

    bool place(Fingerprint const &print)
    {
        auto const mask = m_slots.size() - 1;
        for (auto at = FingerprintHash{}(print)&mask;; at = (at + 1) & mask) {
            if (m_slots[at] == print) return false;
            if (m_slots[at] != Fingerprint{}) continue;
            m_slots[at] = print;
            ++m_size;
            return true;
        }
    }
    void grow()
    {
        auto const before = std::exchange(m_slots, Slots(m_slots.empty() ? 1'024 : 2 * m_slots.size()));
        m_size = 0;
        for (auto const &print : before)
            if (print != Fingerprint{}) place(print);
    }

    Slots m_slots;  // a power of two; all zeros: free
    std::size_t m_size = 0;
    bool m_has_empty = false;
};

}  // namespace omactl
