#pragma once

#include "lib/operation/operation.hpp"
#include "lib/queue/layout.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace omactl::cmd {

/// A few jobs of a requeue go first; the others only if these do not fail again. Part of a plan's detail.
struct Canary {
    std::int64_t count = 0;
    std::int64_t wait_ms = 60'000;  ///< for them to come to their end
    std::int64_t percent = 20;      ///< of them that must not fail again
    std::string describe() const;
};
op::Json to_json(Canary const &canary);
std::optional<Canary> canary_of(op::Plan const &plan);

/// Before the first one is pushed: notes what has failed by then. May be called again.
void note_old_failures(op::Run &run, queue::Layout const &layout);
/// Watches those that were pushed until all have come to their end. Throws partial when too many failed
/// again, or when the time is over before it is known.
void judge_canaries(Canary const &canary, op::Run &run, queue::Layout const &layout);

}  // namespace omactl::cmd
