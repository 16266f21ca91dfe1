#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::pg {

/// A node of EXPLAIN (FORMAT JSON)'s tree, as far as the hints and the text need it.
/// (https://www.postgresql.org/docs/15/sql-explain.html)
struct PlanNode {
    std::string type;                            ///< "Seq Scan"
    std::string schema, relation, alias, index;  ///< schema needs VERBOSE
    std::string operation, join, strategy, subplan;
    double rows = 0, start_cost = 0, total_cost = 0;
    std::int64_t width = 0;  ///< bytes a row
    std::string filter, index_condition, join_filter, hash_condition;
    std::vector<std::string> sort_keys;
    std::vector<PlanNode> children;

    std::string table() const;  ///< "public.sites", "" when it reads none
};

/// nullopt: not a plan.
std::optional<PlanNode> read_plan(std::string_view json);

}  // namespace omactl::pg
