#pragma once

#include "lib/keyspace/record.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::keyspace {

/// How a key's expiry is asked for.
struct ExpiryWay {
    /// PEXPIRETIME; before 7.0 there are only TIME and PTTL, which answers 0 in a key's last millisecond.
    bool absolute = true;
};

/// The expiry as asked before and after a value, so that both are of one time.
void ask_expiry(ExpiryWay way, std::string_view key, std::vector<redis::Command> &commands);
struct Expiry {
    bool gone = false;
    std::int64_t at = 0;  ///< absolute ms; 0: none
};
Expiry take_expiry(ExpiryWay way, redis::Connection &redis);
/// Is it the same one, but for what TIME and PTTL differ by?
bool same_expiry(ExpiryWay way, Expiry const &a, Expiry const &b);

/// The next answer; nullopt and why when the server refused.
std::optional<redis::Reply> answer(redis::Connection &redis, std::string &why);

enum class Recency { none, idle, freq };

/// One key's DUMP with its expiry, in one pipeline.
struct Value {
    enum class Got {
        whole,
        gone,
        unsettled,  ///< its expiry changed meanwhile: ask again
        refused,
    };
    Got got = Got::whole;
    std::optional<redis::Reply> payload;
    std::optional<std::int64_t> expiry;
    std::optional<std::uint32_t> idle, freq;
    std::string why;  ///< refused
};
void ask_value(ExpiryWay way, Recency recency, std::string_view key, std::vector<redis::Command> &commands);
Value take_value(ExpiryWay way, Recency recency, redis::Connection &redis);

}  // namespace omactl::keyspace
