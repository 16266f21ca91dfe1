#pragma once

#include "lib/core/fingerprint.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omactl::queue {

/// At most so many of a list's newest elements are looked at.
constexpr std::int64_t k_longest_tail = 1'000;

/// A list's length and its newest elements, newest last, at one moment.
struct Tail {
    std::int64_t length = 0;
    std::vector<Fingerprint> newest;
    std::int64_t bytes = 0;  ///< of the newest
};

/// The questions for one list (an atomic pair would cost a script; a pipeline is close enough), and
/// what their two answers say.
std::vector<redis::Command> tail_questions(std::string const &list, bool oldest_left, std::int64_t newest);
Tail tail_of(redis::Reply const &length, redis::Reply const &newest, bool oldest_left, Fingerprinter const &printer);

/// How many elements arrived between two looks: where the first tail's end stands in the second.
/// nullopt: it can't be told, because equal elements allow several answers or too many arrived.
std::optional<std::int64_t> arrivals(Tail const &before, Tail const &after);

}  // namespace omactl::queue
