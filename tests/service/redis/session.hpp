#pragma once

#include "lib/redis/connection.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace omactl::tests {

inline SystemClock const &real_clock()
{
    static SystemClock const clock;
    return clock;
}

inline redis::Connection open(std::string const &url, redis::Settings settings = {})
{
    return redis::Connection{redis::Address::parse(url), std::move(settings), real_clock()};
}

/// What a call threw: a copy of it, so that a test can look at all sides. Fails when it threw nothing.
template <class Kind = Error, class Call> Kind thrown(Call const &call)
{
    try {
        call();
    } catch (Kind const &error) {
        return error;
    }
    FAIL("nothing was thrown");
    throw;
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

/// One field of INFO.
inline std::string info(redis::Connection &redis, std::string_view section, std::string_view field)
{
    auto const reply = redis.call({"INFO", section});
    auto const text = std::string{reply.text()};
    auto const at = text.find("\n" + std::string{field} + ":");
    if (at == std::string::npos) return {};
    auto const begin = at + field.size() + 2;
    return text.substr(begin, text.find('\r', begin) - begin);
}

/// Asks until it is so; fails after 20 seconds.
template <class Ask> void eventually(Ask const &ask)
{
    SystemClock clock;
    for (auto const end = clock.ticks() + Millis{20'000}; clock.ticks() < end; clock.sleep(Millis{2})) {
        if (ask()) return;
    }
    FAIL("it did not come about");
}

}  // namespace omactl::tests
