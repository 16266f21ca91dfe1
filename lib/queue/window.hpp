#pragma once

#include "lib/redis/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace omactl::queue {

/// Many small reads, pipelined in a window: the next is sent while at most 256 answers, or about
/// 1 MiB by `weight`, are under way. `take` gets each answer in its turn; nullopt: the key is of
/// another type than the question is for.
void ask_window(redis::Connection &redis, std::size_t count, std::function<redis::Command(std::size_t)> const &question,
                std::function<std::int64_t(std::size_t)> const &weight,
                std::function<void(std::size_t, std::optional<redis::Reply>)> const &take);

/// The same for a few questions, answers in their order.
std::vector<std::optional<redis::Reply>> ask(redis::Connection &redis, std::span<redis::Command const> questions);

}  // namespace omactl::queue
