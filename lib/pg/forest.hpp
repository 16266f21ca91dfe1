#pragma once

#include "lib/pg/activity.hpp"
#include "lib/pg/locks.hpp"
#include "lib/pg/rules.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omactl::pg {

/// One that waits or is waited for.
struct Node {
    std::int64_t pid = 0;              ///< 0: a prepared transaction
    Backend const *backend = nullptr;  ///< nullptr: prepared, or gone between two looks
    Prepared const *prepared = nullptr;
    Lock const *waits = nullptr;               ///< what it waits for; nullptr for a root
    Lock const *holds = nullptr;               ///< what it holds that another waits for; nullptr when not seen
    std::vector<std::size_t> children;         ///< into Forest::nodes, most victims first
    std::size_t victims = 0;                   ///< all who wait for it, directly or through others, each once
    std::vector<std::int64_t> also_waits_for;  ///< other blockers than the one it stands under
    bool in_cycle = false;                     ///< a deadlock that the server is about to break
};

/// Who waits for whom. Each node stands once, under the last of its blockers in the chain, so that a
/// pile-up reads as one line from the root down. Parallel workers are their leader. Borrows both inputs.
struct Forest {
    std::vector<Node> nodes;
    std::vector<std::size_t> roots;  ///< most victims first, then the longest at it
    std::size_t waiting = 0;         ///< nodes that wait

    Node const &root(std::size_t at) const { return nodes[roots[at]]; }
};
Forest blocking_forest(std::vector<Backend> const &backends, LockFacts const &facts);

/// What frees those who wait for a node.
struct Remedy {
    enum Way { cancel, terminate, rollback_prepared, none } way = none;
    std::string why;  ///< "an idle transaction: it rolls back, nothing was running"; why there is none
    std::string sql;  ///< of rollback_prepared, for the transaction's own database; "" else
};
/// Cancelling aborts the whole transaction with its locks, except those from before a savepoint.
Remedy remedy_for(Node const &node, Spare const &spare = {});

}  // namespace omactl::pg
