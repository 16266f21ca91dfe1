#pragma once

#include "lib/core/time.hpp"
#include "lib/pg/activity.hpp"
#include "lib/pg/explain.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::pg {

/// What an engineer would say who looks at it. One sentence with its numbers.
struct Hint {
    std::string text;        ///< "reads all 4,200,000 rows of sites to find about 12: no index on host is used"
    std::string line;        ///< what could be pasted, or "": "CREATE INDEX CONCURRENTLY ON public.sites (host);"
    bool candidate = false;  ///< `line` is a guess to be tried elsewhere first, not a repair
};

/// What the planner thinks of a table. (pg_class.reltuples, relpages)
struct TableSize {
    double rows = 0;  ///< −1 (14+) or 0 with pages: never analysed
    std::int64_t pages = 0;
};
using Tables = std::map<std::string, TableSize, std::less<>>;  ///< by "schema.table"

/// The tables that a plan reads ("schema.table"; needs VERBOSE), each once.
std::vector<std::string> tables_of(std::string_view json);
/// Their sizes as of the last ANALYZE, in one statement on pg_class alone.
Tables ask_tables(postgres::Connection &connection, std::vector<std::string> const &names);

/// From a plan without ANALYZE: everything is the planner's expectation and is said to be. Looks for a large
/// table read whole for few rows, an index candidate when the filter is plainly one column compared with
/// something, a nested loop over many rows, a sort or hash larger than work_mem (bytes).
std::vector<Hint> plan_hints(std::string_view json, Tables const &tables, std::int64_t work_mem);

/// What a killed or watched backend itself tells: idle in transaction and from which application,
/// waiting for a client, holding back vacuum, truncated text.
std::vector<Hint> backend_hints(Backend const &backend);

}  // namespace omactl::pg
