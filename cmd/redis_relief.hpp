#pragma once

#include "cmd/session.hpp"
#include "lib/cli/report.hpp"
#include "lib/keyspace/facts.hpp"
#include "lib/keyspace/info.hpp"
#include "lib/operation/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace omactl::cmd {

/// What could be had at once, and what each would bring; asks only.
cli::Report relief_report(Session &session);

/// Each is a plan of its own.
op::Plan plan_limit(std::uint64_t bytes, Session &session);  ///< a higher maxmemory
op::Plan plan_purge(Session &session);                       ///< MEMORY PURGE
struct DropWish {
    std::string prefix;
    std::optional<int> db;  ///< nullopt: that of the address
};
op::Plan plan_drop(DropWish const &wish, Session &session);  ///< keys of that prefix go into the archive

/// What the allocator holds of the system and nobody uses; 0: it can't be asked to give it back.
std::uint64_t purgeable(keyspace::Info const &info);
/// Throws declined when keys of this prefix are omactl's, the queues' or the settings'.
void refuse_precious(std::string const &prefix, Session &session);

}  // namespace omactl::cmd
