#pragma once

#include "lib/core/time.hpp"
#include "lib/operation/journal.hpp"
#include "lib/redis/connection.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/faults/fault.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::faults {

constexpr Millis k_limit{60'000};  ///< for one run of omactl

/// A machine with its own home and journal, from which the shipped omactl works.
class Machine {
public:
    explicit Machine(std::string redis_url);
    explicit Machine(Variables services);  ///< REDIS_URL, DATABASE_URL

    /// Words are divided at blanks; there are no quotes.
    Outcome omactl(std::string_view words, Fault const &fault = {}) const;
    Held hold(std::string_view words, int at) const;
    Variables variables;  ///< all that omactl sees of the environment

    std::string state() const { return m_folder.path() + "/state/omactl"; }
    std::string archive_of(std::string_view id) const;
    /// What the journal knows, oldest first.
    std::vector<op::Entry> entries() const;
    /// The last of these in it; nullopt when there is none.
    std::optional<op::Entry> last(std::string_view operation) const;
    /// Forgets everything.
    void wipe();

private:
    sandbox::Folder m_folder;
};

using Lists = std::map<std::string, std::vector<std::string>>;

/// A Redis of its own and a machine before it.
class Ground {
public:
    explicit Ground(sandbox::RedisOptions options = {});

    SystemClock clock;
    sandbox::RedisServer server;
    redis::Connection redis;
    Machine laptop;

    Outcome omactl(std::string_view words, Fault const &fault = {}) const { return laptop.omactl(words, fault); }
    void wipe();  ///< nothing in Redis, nothing on the laptop
    /// Until the next wipe omactl takes the queues for Sidekiq's (in the namespace of all others).
    void speak_sidekiq();
    /// Until the next wipe workers are paused by a command: a file stands for what it does.
    void pause_by_command();
    bool speaks_sidekiq() const { return m_sidekiq; }

    /// Jobs as the application sees them: queues and `failed`, oldest first; Sidekiq's sorted sets as
    /// "score member"; resque-scheduler's buckets, their times and marks; under its entry's name what a worker has in
    /// hand; the values of pause keys; the hash `settings`. A time of just now in a job is the same in every run: NOW.
    Lists lists();
    /// Side lists, masks and leases that stand around.
    std::vector<std::string> leftovers();
    std::string text(std::string const &key);  ///< of a string key, "" when there is none
    bool has_record(std::string_view id);

    /// What remains to happen to a killed omactl: the server sees that it is gone (and has done all
    /// that it had sent), and its lease runs out. Other connections of a test must not bear the
    /// name omactl.
    void bury();

private:
    bool m_sidekiq = false;
    std::vector<std::string> keys(std::string_view pattern);
    std::string timeless(std::string job) const;
};

}  // namespace omactl::faults
