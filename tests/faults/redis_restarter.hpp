#pragma once

#include "tests/faults/ground.hpp"

#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <utility>

namespace omactl::faults {

/// What the configuration names to restart or start the server: a script that asks this object, and waits.
class RedisRestarter {
public:
    explicit RedisRestarter(Ground &ground) : m_ground(ground)
    {
        std::ofstream{file("ask.sh")} << fmt::format(
            "touch {0}/please\nwhile [ ! -e {0}/done ]; do sleep 0.01; done\nrm {0}/done\n", m_folder.path());
        std::ofstream{file("config.toml")} << fmt::format("[env.default.redis]\nurl = {{ env = \"REDIS_URL\" }}\n"
                                                          "restart = [\"sh\", \"{}\"]\ndir = \"{}\"\n",
                                                          file("ask.sh"), ground.server.folder());
        ground.laptop.variables["OMACTL_CONFIG"] = file("config.toml");
        m_thread = std::thread{[this] { serve(); }};
    }
    ~RedisRestarter()
    {
        m_stop = true;
        m_thread.join();
    }
    RedisRestarter(RedisRestarter const &) = delete;
    RedisRestarter &operator=(RedisRestarter const &) = delete;

    int times() const { return m_times; }
    bool is_asked() const { return m_busy; }
    /// What is done instead of a plain restart. Not while somebody may ask.
    void act(std::function<void()> how) { m_act = std::move(how); }
    void restart() { m_ground.server.restart(); }
    std::string config() const { return file("config.toml"); }
    /// Whoever asked has been served, and has ended.
    void settle() const
    {
        while (m_busy || std::filesystem::exists(file("please")) || std::filesystem::exists(file("done")))
            m_ground.clock.sleep(Millis{2});
    }

private:
    std::string file(std::string const &name) const { return m_folder.path() + "/" + name; }
    void serve()
    {
        SystemClock clock;
        for (; !m_stop; clock.sleep(Millis{2})) {
            if (!std::filesystem::exists(file("please"))) continue;
            m_busy = true;
            m_act();
            ++m_times;
            std::filesystem::remove(file("please"));
            std::ofstream{file("done")};
            m_busy = false;
        }
    }

    Ground &m_ground;
    sandbox::Folder m_folder;
    std::function<void()> m_act = [this] { restart(); };
    std::atomic<int> m_times = 0;
    std::atomic<bool> m_stop = false, m_busy = false;
    std::thread m_thread;
};

/// A key of each kind, in two databases, with and without an expiry.
inline void fill_every_type(redis::Connection &redis)
{
    for (auto const *db : {"3", "0"}) {
        redis.call({"SELECT", db});
        redis.call({"SET", "app:text", std::string("\x00\xff\r\n binary", 12)});
        redis.call({"SET", std::string("app:\xfe\x00 name", 11), "1"});
        redis.call({"SET", "app:big", std::string(3'000'000, 'b')});
        redis.call({"SETBIT", "app:bits", "7000", "1"});
        redis.call({"PFADD", "app:hll", "a", "b", "c"});
        redis.call({"SADD", "app:numbers", "1", "2", "300000"});
        redis.call({"SADD", "app:words", "one", "two", "three"});
        redis.call({"ZADD", "app:scores", "inf", "most", "0.1", "tenth", "-5", "five"});
        redis.call({"HSET", "app:hash", "name", "marta", "empty", ""});
        for (int i = 0; i < 300; ++i) redis.call({"RPUSH", "app:list", std::to_string(i * i)});
        redis.call({"XADD", "app:stream", "1-1", "k", "v"});
        redis.call({"XADD", "app:stream", "2-1", "k", "w"});
        redis.call({"XGROUP", "CREATE", "app:stream", "readers", "0"});
        redis.call({"XREADGROUP", "GROUP", "readers", "first", "COUNT", "1", "STREAMS", "app:stream", ">"});
        for (auto const *key : {"app:text", "app:words", "app:stream"}) redis.call({"PEXPIREAT", key, "4000000000123"});
    }
}

}  // namespace omactl::faults
