#pragma once

#include "cmd/session.hpp"
#include "lib/core/time.hpp"
#include "lib/queue/layout.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace omactl::cmd {

/// One kind of thing that is quietly broken, wherever it was found.
struct Ailment {
    enum class Level { harmless, broken } level = Level::broken;
    std::string what;                ///< for scripts: "listed_empty"
    std::string message;             ///< with {} for how many; safe for a terminal
    std::string more;                ///< said behind the mends, "" when there is nothing to add
    std::set<std::string> names;     ///< what it was found in; SCAN may give a key twice
    std::vector<std::string> mends;  ///< of the first few, each can be pasted
    std::int64_t count() const { return std::ssize(names); }
};

/// Collects what the checks find.
class Ailments {
public:
    /// `name` ails; `mend` is kept for the first few.
    void add(Ailment::Level level, std::string_view what, std::string_view message, std::string name, std::string mend);
    std::vector<Ailment> all() const;  ///< the broken first, in the order found

private:
    std::vector<Ailment> m_all;
};

/// What the checks need to know of the place.
struct Ward {
    redis::Connection &redis;
    queue::Layout layout;
    std::string cli;  ///< redis-cli with how to reach this server
    Instant now;      ///< by the server
    std::set<std::string> queues, workers;
    Ailments &found;

    /// "redis-cli -s … SREM key member", quoted for a shell.
    std::string line(std::vector<std::string> const &words) const;
};

/// Facts that a few direct questions tell: workers, `failed`, schedules, Sidekiq's sets.
void check_facts(Ward &ward);
/// What only a walk through the keys tells: bounded SCANs, a page at a time. Returns how many keys it saw.
std::int64_t check_keys(Ward &ward);

}  // namespace omactl::cmd
