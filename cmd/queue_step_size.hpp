#pragma once

#include "lib/core/time.hpp"

#include <algorithm>
#include <cstddef>

namespace omactl::cmd {

/// How many records one script moves at most: doubles and halves so that a script takes about 2 ms.
class StepSize {
public:
    StepSize(std::size_t first, std::size_t most) : m_size(first), m_most(most) {}
    std::size_t get() const { return m_size; }
    void set(std::size_t size) { m_size = std::clamp(size, std::size_t{1}, m_most); }
    void adapt(Ticks::duration spent)
    {
        if (spent < k_short)
            set(m_size * 2);
        else if (spent > k_long)
            set(m_size / 2);
    }

private:
    static constexpr Millis k_short{1}, k_long{3};
    std::size_t m_size, m_most;
};

}  // namespace omactl::cmd
