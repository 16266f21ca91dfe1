#pragma once

#include "cmd/pg_forest.hpp"
#include "cmd/pg_ladder.hpp"
#include "cmd/session.hpp"
#include "lib/operation/plan.hpp"
#include "lib/pg/rules.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace omactl::cmd {

/// A backend that is to be ended, as the plan freezes it.
struct Victim {
    pg::Backend backend;
    std::int64_t blocks = 0;  ///< how many wait for it
    std::string holds;        ///< what they wait for: "sites AccessShareLock"; "" nothing is known
    pg::How first = pg::How::cancel;
};

/// Who was found, and who was not touched although the rules fit: "4711:x7Kq2 walreceiver: walsender".
struct Hunt {
    std::vector<Victim> victims;
    std::vector<std::string> spared;
    pg::Spare spare;
};

/// Sorts a backend among the victims or the spared.
void add_to(Hunt &hunt, pg::Backend const &backend, LocksLook const &look, Ladder const &ladder);
void oldest_first(Hunt &hunt);

/// The plan that ends them; `plan` is fresh. Nothing to do when there are none.
void plan_ending(op::Plan &plan, Hunt const &hunt, Ladder const &ladder, LocksLook const &look, Session &session);

std::vector<Victim> victims_of(op::Plan const &plan);
Ladder ladder_of(op::Plan const &plan);
pg::Spare spare_of(op::Plan const &plan);
/// Those of them that are touched by this rung, as far as they are still there.
bool takes(pg::How how, Victim const &victim);

}  // namespace omactl::cmd
