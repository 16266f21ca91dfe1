#pragma once

#include "cmd/queue_failures.hpp"
#include "cmd/queue_unique.hpp"
#include "lib/operation/operation.hpp"

#include <cstdint>
#include <string>

namespace omactl::cmd {

/// Which failure records are requeued and how fast: part of a plan's detail.
struct Rescue {
    FailureFilter filter;
    std::string to;  ///< destination; "" each to its own queue
    bool unique = false;
    std::int64_t first = 0;  ///< at most so many; 0: all
    double rate = 0;
    std::int64_t max_length = 0;
    std::int64_t stall_ms = 300'000;
    std::int64_t bound = 0;  ///< length of `failed` when it was planned: later records are not touched
};
op::Json to_json(Rescue const &rescue);
Rescue rescue_from(op::Json const &json);

/// What waits in the destinations, when --unique asks for it.
UniqueWork unique_work(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout);
/// Writes the selected records into the operation's archive. Nothing in the service changes.
void save_failures(Rescue const &rescue, op::Run &run, queue::Layout const &layout);
/// Moves the archived records out of `failed`, their jobs to the queues; what is moved already, or
/// was removed by others, is left alone.
void move_failures(Rescue const &rescue, op::Run &run, queue::Layout const &layout);

}  // namespace omactl::cmd
