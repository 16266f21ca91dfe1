#pragma once

#include "lib/queue/steps.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/service/redis/session.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace omactl::tests {

using Strings = std::vector<std::string>;

/// Its sleep costs no time: something may happen in it instead.
class PatientClock final : public Clock {
public:
    std::function<void()> while_asleep = [] {};
    int slept = 0;

    Instant now() const override { return m_real.now(); }
    Ticks ticks() const override { return m_real.ticks() + m_ahead; }
    void sleep(Millis span) override
    {
        ++slept;
        m_ahead += span;
        while_asleep();
    }

private:
    SystemClock m_real;
    Millis m_ahead{0};
};

/// An operation's id that reads well in a failing test.
inline std::string op_id(char letter = 'A')
{
    return "01JDB7Q4" + std::string(18, letter);
}

/// A server, a connection to it, and one queue of a framework whose oldest job stands left or right.
struct Stand {
    explicit Stand(bool oldest_left = true, std::string nspace = "resque");

    sandbox::RedisServer server;
    redis::Connection redis;
    PatientClock clock;
    queue::Layout layout;
    std::string list;  ///< the queue "sites"

    void push(std::string const &key, Strings const &jobs);  ///< at the newest end, in this order
    std::string pop(std::string const &key);                 ///< the oldest; "" when there is none
    Strings jobs(std::string const &key);                    ///< oldest first
    Strings jobs() { return jobs(list); }
    std::int64_t length(std::string const &key) { return redis.call({"LLEN", key}).integer(); }
    bool there(std::string const &key) { return redis.call({"EXISTS", key}).integer() == 1; }
    std::string bits(std::string const &key, std::int64_t count);   ///< "0110…"
    std::string field(std::string const &name, char letter = 'A');  ///< of the operation's record
    Record record(char letter = 'A');
    bool is_open(char letter = 'A');
    void start_over() { redis.call({"FLUSHALL"}); }
    void make_full();  ///< from now on it refuses every command that needs memory
    /// Everything in the server, leases and records aside.
    std::string data();

    /// Lease and record of an operation on the queue, over this connection or another one.
    std::unique_ptr<redis::Fenced> guard(char letter = 'A', std::string const &undoes = "");
    std::unique_ptr<redis::Fenced> guard_over(redis::Connection &connection, char letter = 'A');
    std::unique_ptr<redis::Fenced> leased(char letter = 'A');  ///< the same, its lease taken
};

/// job 0, job 1, …
Strings numbered(int count, std::string const &name = "job ");

}  // namespace omactl::tests
