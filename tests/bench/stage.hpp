#pragma once

#include "lib/core/time.hpp"
#include "lib/redis/connection.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/bench/measured.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::bench {

/// A server on its CPU, a queue `bench` that can be had full again quickly, and omactl before it.
class Stage {
public:
    explicit Stage(std::int64_t jobs);

    std::int64_t jobs() const { return m_jobs; }
    redis::Connection &redis() { return m_redis; }
    redis::Address address() const { return redis::Address::parse(m_server.url()); }
    std::string file(std::string_view name) const { return m_folder.path() + "/" + std::string{name}; }

    void full_queue();   ///< all jobs wait, and omactl has no memory of anything
    void empty_queue();  ///< none do

    /// Throw Fault::failed when the program fails, with what it said.
    Measured omactl(std::string_view words, std::vector<std::string> const &environment = {});
    Measured redis_cli(std::string_view words, std::string const &input = "/dev/null");
    /// Runs a program that says on stdout how many seconds it took for what is to be measured.
    Measured says_seconds(std::vector<std::string> const &argv);
    /// Clears the queue and returns the operation's id.
    std::string clear(std::string_view filter = {});
    /// The same, measured. `last_id` gives the id.
    Measured clear_measured(std::string_view filter = {});
    std::string const &last_id() const { return m_last_id; }
    /// The archive that it left.
    std::string archive() const;

    void expect_length(std::int64_t jobs);

private:
    Measured run(std::vector<std::string> const &argv, std::string const &input,
                 std::vector<std::string> const &more_environment = {});

    std::int64_t m_jobs;
    SystemClock m_clock;
    sandbox::Folder m_folder;
    sandbox::RedisServer m_server;
    redis::Connection m_redis;
    std::string m_last_id;
};

constexpr char k_list[] = "resque:queue:bench";

}  // namespace omactl::bench
