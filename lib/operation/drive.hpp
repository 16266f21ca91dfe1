#pragma once

#include "lib/operation/operation.hpp"

namespace omactl::op {

/// Gives the lease back at the end of a scope, however it ends.
class Lease {
public:
    explicit Lease(Guard &guard) : m_guard(guard) {}
    ~Lease()
    {
        if (!m_kept) m_guard.release();
    }
    Lease(Lease const &) = delete;
    Lease &operator=(Lease const &) = delete;
    void keep() { m_kept = true; }  ///< for a scope outside of this one to give back

private:
    Guard &m_guard;
    bool m_kept = false;
};

/// Applies the steps (when `going_on`: those that the probes say are missing), verifies, records
/// the verdict and shows it. Throws what the caller's exit status shall be.
Fault drive(Operation const &op, Run &run, bool going_on);

}  // namespace omactl::op
