#pragma once

#include "lib/redis/fenced.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "lib/settings/change.hpp"
#include "lib/settings/read.hpp"
#include "tests/service/redis/session.hpp"

#include <memory>
#include <string>
#include <vector>

namespace omactl::tests {

/// A server, a connection to it, and operations on a store of settings in it.
struct Stand {
    explicit Stand(std::string_view text) : store(settings::Store::parse(text)), redis(open(server.url())) {}

    sandbox::RedisServer server;
    SystemClock clock;
    settings::Store store;
    redis::Connection redis;

    std::vector<settings::Setting> all() { return settings::read_all(redis, store, clock.now()); }
    redis::GuardKeys keys(char letter) const
    {
        return redis::guard_keys("app:", store.name, "01JDB7Q4" + std::string(18, letter));
    }
    /// Lease and record of an operation, its lease taken.
    std::unique_ptr<redis::Fenced> leased(char letter = 'A', std::string const &undoes = "")
    {
        redis::Owner owner{"01JDB7Q4" + std::string(18, letter), "marta@desk", "test", "{}", undoes};
        auto guard = std::make_unique<redis::Fenced>(redis, keys(letter), std::move(owner), clock);
        guard->take(Millis{0});
        return guard;
    }
    void hset(std::string_view name, std::string_view value) { redis.call({"HSET", store.name, name, value}); }
    void put(std::string_view name, std::string_view value) { redis.call({"SET", store.key_of(name), value}); }
};

inline std::string bytes_of_all_kinds()
{
    std::string bytes;
    for (int c = 0; c < 256; ++c) bytes += static_cast<char>(c);
    return bytes;
}

}  // namespace omactl::tests
