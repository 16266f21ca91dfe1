#pragma once

#include "lib/redis/connection.hpp"

#include <cstdint>
#include <string>

#include "drill/service.hpp"

namespace omactl::drill {

/// Keys of a cache beside the jobs, of which many were deleted again, here and there: what is left lies scattered over
/// the memory that all of them had.
class Ballast {
public:
    /// So many keys of 20 KB come, and all but about `keep` go.
    void scatter(redis::Connection &redis, std::int64_t keys, std::int64_t keep);
    bool empty() const { return m_keys == 0; }
    std::int64_t kept() const { return m_kept; }
    /// Is each that was kept there, with what it held?
    Check check(redis::Connection &redis) const;

private:
    bool stays(std::int64_t n) const;
    std::int64_t m_keys = 0, m_keep = 0, m_kept = 0;
};

}  // namespace omactl::drill
