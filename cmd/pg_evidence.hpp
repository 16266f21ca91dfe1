#pragma once

#include "cmd/pg_victims.hpp"
#include "lib/operation/operation.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// What is known of a backend before it is ended, one JSON object each in the operation's archive:
///     {"backend": …, "fingerprint", "shape", "tags", "plan": …|null, "no_plan": why, "generic",
///      "tables": {name: {"rows", "pages"}}, "locks": […], "temp_bytes", "statement": {…}|null, "blocks",
///      "work_mem_bytes"}
/// EXPLAIN is asked within a few seconds in all, once for each shape of a query, never run with ANALYZE.
void record_evidence(std::vector<Victim> const &victims, op::Run &run);
bool evidence_is_there(op::Plan const &plan, op::World const &world);

/// All of it, of one operation. Throws what reading an archive throws.
std::vector<op::Json> read_evidence(op::Plan const &plan, op::World const &world);

}  // namespace omactl::cmd
