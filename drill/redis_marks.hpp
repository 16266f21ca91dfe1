#pragma once

#include "lib/redis/connection.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "drill/service.hpp"

namespace omactl::drill {

/// What a drill puts into Redis besides jobs, and what must be so of it in the end.
class RedisMarks {
public:
    static constexpr char k_settings[] = "settings";  ///< a hash

    explicit RedisMarks(redis::Connection &redis) : m_redis(redis) {}

    /// They must all be there.
    void set_settings(std::int64_t count);
    /// Many keys, most of them deleted again: what that leaves a restart mends, so one must have been. The others
    /// must all be there.
    void bloat(std::int64_t keys, std::int64_t kept);
    std::vector<Check> checks();

private:
    std::string run_id();
    redis::Connection &m_redis;
    std::map<std::string, std::string> m_settings;
    std::int64_t m_kept = 0;
    std::string m_bloated;  ///< run id of that server
};

}  // namespace omactl::drill
