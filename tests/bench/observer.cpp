#include "tests/bench/observer.hpp"

#include "lib/redis/connection.hpp"
#include "tests/bench/jobs.hpp"
#include "tests/bench/measured.hpp"

#include <algorithm>
#include <chrono>

namespace omactl::bench {

namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::milliseconds k_beat{1};

}  // namespace

Probe::Probe(redis::Address server) : m_server(std::move(server)), m_thread([this] { ask(); }) {}

Probe::~Probe()
{
    if (m_thread.joinable()) stop();
}

void Probe::ask()
{
    pin_observer();
    SystemClock const clock;
    redis::Connection redis{m_server, {}, clock};
    redis::Command const ping{"PING"};
    redis.call(ping);
    while (!m_stop) {
        auto const begin = Steady::now();
        redis.call(ping);
        std::chrono::duration<double, std::milli> const wait = Steady::now() - begin;
        m_waits.push_back(wait.count());
        std::this_thread::sleep_until(begin + k_beat);
    }
}

Probe::Waits Probe::stop()
{
    m_stop = true;
    m_thread.join();
    std::sort(m_waits.begin(), m_waits.end());
    if (m_waits.empty()) return {};
    return {m_waits[m_waits.size() * 99 / 100], m_waits.back(), m_waits.size()};
}

Traffic::Traffic(redis::Address server, std::string list, std::int64_t first)
    : m_server(std::move(server)), m_list(std::move(list)), m_first(first), m_thread([this] { work(); })
{
}

Traffic::~Traffic()
{
    if (m_thread.joinable()) stop();
}

void Traffic::work()
{
    pin_observer();
    SystemClock const clock;
    redis::Connection redis{m_server, {}, clock};
    auto const begin = Steady::now();
    while (!m_stop) {
        std::vector<redis::Command> const both = {{"RPUSH", m_list, job(m_first + m_done.pushed, "Live")},
                                                  {"LPOP", m_list}};
        auto const answers = redis.pipeline(both);
        ++m_done.pushed;
        if (!answers[1].is_nil()) m_done.popped.push_back(number_of(answers[1].text()));
        std::this_thread::sleep_until(begin + m_done.pushed * k_beat);
    }
    m_done.seconds = std::chrono::duration<double>(Steady::now() - begin).count();
}

Traffic::Done Traffic::stop()
{
    m_stop = true;
    m_thread.join();
    return m_done;
}

void watch_commands(redis::Connection &redis)
{
    redis.call({"CONFIG", "SET", "slowlog-max-len", "1000000"});
    redis.call({"CONFIG", "SET", "slowlog-log-slower-than", "0"});
    redis.call({"SLOWLOG", "RESET"});
}

double longest_command(redis::Connection &redis)
{
    redis.call({"CONFIG", "SET", "slowlog-log-slower-than", "-1"});
    auto const entries = redis.call({"SLOWLOG", "GET", "-1"});
    std::int64_t longest = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) longest = std::max(longest, entries[i][2].integer());
    redis.call({"SLOWLOG", "RESET"});
    return static_cast<double>(longest) / 1e3;
}

}  // namespace omactl::bench
