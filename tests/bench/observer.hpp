#pragma once

#include "lib/redis/address.hpp"
#include "lib/redis/connection.hpp"

#include <atomic>
#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace omactl::bench {

/// Another client of the same server, which asks PING every millisecond until it is stopped.
class Probe {
public:
    explicit Probe(redis::Address server);
    ~Probe();
    Probe(Probe const &) = delete;
    Probe &operator=(Probe const &) = delete;

    struct Waits {
        double p99_ms = 0, most_ms = 0;
        std::size_t count = 0;
    };
    Waits stop();

private:
    void ask();
    redis::Address m_server;
    std::atomic<bool> m_stop = false;
    std::vector<double> m_waits;  // ms
    std::thread m_thread;
};

/// Pushes and pops a job each, 1,000 times a second, until it is stopped. Its jobs are of the class
/// Live and numbered from `first` on.
class Traffic {
public:
    Traffic(redis::Address server, std::string list, std::int64_t first);
    ~Traffic();
    Traffic(Traffic const &) = delete;
    Traffic &operator=(Traffic const &) = delete;

    struct Done {
        std::int64_t pushed = 0;
        std::vector<std::int64_t> popped;  ///< the numbers of the jobs taken
        double seconds = 0;
    };
    Done stop();

private:
    void work();
    redis::Address m_server;
    std::string m_list;
    std::int64_t m_first;
    std::atomic<bool> m_stop = false;
    Done m_done;
    std::thread m_thread;
};

/// The server notes every command from now on.
void watch_commands(redis::Connection &redis);
/// Milliseconds of the longest one; notes no more.
double longest_command(redis::Connection &redis);

}  // namespace omactl::bench
