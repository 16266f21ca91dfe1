#pragma once

#include "tests/faults/ground.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace omactl::faults {

/// Where jobs are, whatever state a change was left in.
struct Places {
    std::map<std::string, int> waiting;   ///< in queues, `failed` and side lists: how often each
    std::map<std::string, int> archived;  ///< in a complete archive, and not back by its ledger

    bool has(std::string const &job) const { return waiting.contains(job) || archived.contains(job); }
};

Places places(Ground &ground, Machine const &machine);

/// What a job is known by, wherever it is: of Sidekiq its jid, as a job that leaves a sorted set
/// changes a few bytes; else all its bytes.
std::string identity(std::string const &job);
/// All jobs of these lists; of a failure record its payload, of Sidekiq's jobs their jid.
std::vector<std::string> jobs_in(Lists const &lists);

/// Jobs that are nowhere, and jobs that wait more than once; cut, for messages. The jobs themselves
/// are all different.
std::vector<std::string> lost(std::vector<std::string> const &jobs, Places const &now);
std::vector<std::string> doubled(Places const &now);

/// The lists with each one's jobs sorted, where order does not matter.
Lists sorted(Lists lists);
/// How two states differ, in words; "" when they don't.
std::string difference(Lists const &found, Lists const &expected);

}  // namespace omactl::faults
