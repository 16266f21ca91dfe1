#pragma once

#include "lib/operation/operation.hpp"
#include "lib/redis/connection.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <optional>
#include <utility>

namespace omactl::cmd {

// Writes of other clients wait (CLIENT PAUSE … WRITE, since Redis 6.2), so that what is counted stays so. The server
// lets them go on by itself, eight seconds after it was last told: nobody waits for an omactl that is dead.

/// Begins it, or lets it last; cheap when called often. False: the server doesn't know it, or refuses it to us.
bool hold_writes(op::Run &run);
/// Another server process has come up: it knows nothing of it yet.
void forget_held_writes(op::Run &run);
/// Ends it, whoever began it.
void let_writes(op::Run &run) noexcept;
/// Does something that takes its time and gives no sign meanwhile, while writes are held back. `meanwhile` may throw.
template <class F> auto while_held(F &&work, std::function<void()> const &meanwhile)
{
    auto done = std::async(std::launch::async, std::forward<F>(work));
    while (done.wait_for(std::chrono::seconds{1}) != std::future_status::ready) meanwhile();
    return done.get();
}

/// How often commands were called that may have written, since the server started. nullopt: it doesn't tell.
std::optional<std::int64_t> write_calls(redis::Connection &redis);

}  // namespace omactl::cmd
