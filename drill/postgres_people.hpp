#pragma once

#include "lib/core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace omactl::drill {

/// Whoever works on a sandbox's PostgreSQL, each a Part of its own. What they are given is `written()`.

/// Begins a transaction with `statement` on each of `count` connections, and leaves it open, as a pool does
/// that went off to wait for something else. Where no slot is free it waits for one.
inline constexpr std::string_view k_sitter_part = "postgres-sitter";
struct SitterOrder {
    std::string url, application, statement;
    std::int64_t count = 1;
};
std::string written(SitterOrder const &order);

/// Runs one statement, however long it takes, and goes.
inline constexpr std::string_view k_statement_part = "postgres-statement";
struct StatementOrder {
    std::string url, application, statement;
};
std::string written(StatementOrder const &order);

/// Works in short statements the whole time and connects anew when its connection is gone, as a pool does.
/// One that has a number commits rows (number, 1), (number, 2) … to the table `orders`; else it reads
/// `table`. Behind the file `notes` it writes a line for each thing that happens to it:
/// "committed N" (acknowledged, or found there after its answer was lost), "answered", "ended" (its connection
/// or statement was, by somebody, while the server ran on), "reconnected" (the server had been restarted).
inline constexpr std::string_view k_client_part = "postgres-client";
struct ClientOrder {
    std::string url, application, notes;
    std::int64_t number = 0;
    std::string table;
    Millis pace{50};
    /// For the tests of the accounts: the n-th row is noted but not written, or written twice; 0: none.
    std::int64_t forgets = 0, repeats = 0;
};
std::string written(ClientOrder const &order);

}  // namespace omactl::drill
