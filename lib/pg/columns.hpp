#pragma once

#include "lib/core/time.hpp"
#include "lib/postgres/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How moments, ages and lists of pids travel: the SQL that asks and the C++ that reads, side by side.
/// Expressions are the caller's own, never somebody's text.
namespace omactl::pg {

/// UTC with all six digits, whatever TimeZone and DateStyle are: "2026-11-23T03:12:07.123456Z".
std::string moment_sql(std::string_view expression);
/// Whole ms since then by the server's clock, never below 0 (two clocks' readings may cross).
std::string age_sql(std::string_view expression);
std::optional<Millis> millis_if(postgres::Rows::Row const &row, std::string_view column);

/// An int[] as the server prints it, sorted and each once: "{4711,0,4711}" → 0, 4711. Empty when NULL.
std::vector<std::int64_t> pids_of(std::string_view array);
/// And as it reads it: "{4711,4712}".
std::string array_of(std::vector<std::int64_t> const &pids);
/// The same of texts, each quoted: {"a","b \"c\""}.
std::string array_of(std::vector<std::string> const &texts);

}  // namespace omactl::pg
