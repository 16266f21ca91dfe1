#pragma once

#include "lib/keyspace/record.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace omactl::keyspace {

/// Builds a big key from its pieces beside its name, and puts it there when it is whole.
class PieceBuilder {
public:
    enum class Outcome { restored, same, conflict };
    PieceBuilder(redis::Connection &redis, Record const &begin);
    void add(std::string_view piece);
    Outcome finish(Record const &end, bool replace);
    void abandon();

private:
    redis::Connection &m_redis;
    std::string m_key, m_beside;
    Type m_type;
    std::uint64_t m_count = 0;
};

}  // namespace omactl::keyspace
