#include "lib/keyspace/key_reader.hpp"

#include <cstdlib>

namespace omactl::keyspace {

namespace {

/// Between two askings by PTTL so much may pass without the expiry having changed.
constexpr std::int64_t k_slack = 1'000;

std::optional<std::uint32_t> take_recency(redis::Connection &redis)
{
    std::string why;
    auto const reply = answer(redis, why);  // refused when the policy has just changed
    if (!reply || reply->is_nil()) return std::nullopt;
    return static_cast<std::uint32_t>(reply->integer());
}

}  // namespace

std::optional<redis::Reply> answer(redis::Connection &redis, std::string &why)
try {
    return redis.receive();
} catch (redis::Refused const &refused) {
    why = refused.message();
    return std::nullopt;
}

void ask_expiry(ExpiryWay way, std::string_view key, std::vector<redis::Command> &commands)
{
    if (!way.absolute) commands.push_back({"TIME"});
    commands.push_back({way.absolute ? "PEXPIRETIME" : "PTTL", key});
}

Expiry take_expiry(ExpiryWay way, redis::Connection &redis)
{
    std::int64_t now = 0;
    if (!way.absolute) {
        auto const time = redis.receive();
        now = time[0].integer() * 1'000 + time[1].integer() / 1'000;
    }
    std::string why;
    auto const reply = answer(redis, why);
    if (!reply || reply->integer() == -2) return {.gone = true};
    if (reply->integer() == -1) return {};
    return {.at = now + reply->integer()};  // PTTL's 0 is "now", not "never"
}

bool same_expiry(ExpiryWay way, Expiry const &a, Expiry const &b)
{
    if (a.gone != b.gone || (a.at == 0) != (b.at == 0)) return false;
    return way.absolute ? a.at == b.at : std::abs(a.at - b.at) < k_slack;
}

void ask_value(ExpiryWay way, Recency recency, std::string_view key, std::vector<redis::Command> &commands)
{
    // Before DUMP, which counts as a use of the key.
    if (recency != Recency::none) commands.push_back({"OBJECT", recency == Recency::freq ? "FREQ" : "IDLETIME", key});
    ask_expiry(way, key, commands);
    commands.push_back({"DUMP", key});
    ask_expiry(way, key, commands);
}

Value take_value(ExpiryWay way, Recency recency, redis::Connection &redis)
{
    Value value;
    if (recency != Recency::none) (recency == Recency::freq ? value.freq : value.idle) = take_recency(redis);
    auto const before = take_expiry(way, redis);
    value.payload = answer(redis, value.why);
    auto const after = take_expiry(way, redis);
    if (!value.payload)
        value.got = Value::Got::refused;
    else if (value.payload->is_nil())
        value.got = Value::Got::gone;
    else if (before.gone || (!after.gone && !same_expiry(way, before, after)))
        value.got = Value::Got::unsettled;
    if (before.at != 0) value.expiry = before.at;
    return value;
}

}  // namespace omactl::keyspace
