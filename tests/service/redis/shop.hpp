#pragma once

#include "lib/sandbox/redis_server.hpp"
#include "lib/sandbox/sentinel_server.hpp"
#include "tests/service/redis/session.hpp"

#include <fmt/format.h>

#include <string>

namespace omactl::tests {

inline redis::Connection open_port(std::uint16_t port)
{
    return open(fmt::format("redis://127.0.0.1:{}", port));
}

inline bool is_in_step(std::uint16_t replica)
{
    auto redis = open_port(replica);
    return info(redis, "replication", "master_link_status") == "up";
}

/// A master and its replica, and who watches them.
struct Shop {
    sandbox::RedisServer first{{.tcp = true, .arguments = {"--repl-diskless-sync-delay", "0"}}};
    sandbox::RedisServer second{{.tcp = true, .arguments = {"--replicaof", "127.0.0.1", std::to_string(first.port())}}};
    sandbox::SentinelServer sentinel{{.master_port = first.port()}};

    Shop()
    {
        eventually([&] { return is_in_step(second.port()); });
    }
    std::string url(std::string_view before = "") const
    {
        return fmt::format("redis+sentinel://{}127.0.0.1:{}/shop/3", before, sentinel.port());
    }
    /// The other one is the master from now on, and the clients of this one stay connected.
    void change_by_hand()
    {
        open_port(second.port()).call({"REPLICAOF", "NO", "ONE"});
        open_port(first.port()).call({"REPLICAOF", "127.0.0.1", std::to_string(second.port())});
        watch(second.port());
    }
    void watch(std::uint16_t master)
    {
        auto redis = open_port(sentinel.port());
        redis.call({"SENTINEL", "REMOVE", "shop"});
        redis.call({"SENTINEL", "MONITOR", "shop", "127.0.0.1", std::to_string(master), "1"});
    }
    bool has(sandbox::RedisServer const &server, std::string const &key) const
    {
        return open(server.tcp_url() + "/3").call({"EXISTS", key}).integer() == 1;
    }
};

}  // namespace omactl::tests
