#include "lib/pg/explain.hpp"
#include "lib/pg/plan_node.hpp"

#include <fmt/format.h>

namespace omactl::pg {

namespace {

std::string head(PlanNode const &node)
{
    auto line = node.operation.empty() ? node.type : fmt::format("{} ({})", node.operation, node.type);
    if (!node.join.empty() && node.join != "Inner") line += " " + node.join;
    if (!node.index.empty()) line += " using " + node.index;
    if (!node.relation.empty()) line += " on " + node.table();
    if (!node.alias.empty() && node.alias != node.relation) line += " " + node.alias;
    return line + fmt::format("  (cost={:.2f}..{:.2f} rows={:.0f} width={})", node.start_cost, node.total_cost,
                              node.rows, node.width);
}

void add(std::string &text, PlanNode const &node, std::size_t depth)
{
    auto const indent = std::string(depth * 6, ' ');
    if (!node.subplan.empty()) text += fmt::format("{}{}\n", indent, node.subplan);
    text += depth == 0 ? head(node) + "\n" : fmt::format("{}->  {}\n", indent.substr(4), head(node));
    auto const detail = [&](std::string_view name, std::string const &value) {
        if (!value.empty()) text += fmt::format("{}  {}: {}\n", indent, name, value);
    };
    detail("Sort Key", fmt::format("{}", fmt::join(node.sort_keys, ", ")));
    detail("Index Cond", node.index_condition);
    detail("Hash Cond", node.hash_condition);
    detail("Join Filter", node.join_filter);
    detail("Filter", node.filter);
    for (auto const &child : node.children) add(text, child, depth + 1);
}

}  // namespace

std::string plan_text(std::string_view json)
{
    std::string text;
    if (auto const plan = read_plan(json)) add(text, *plan, 0);
    return text;
}

}  // namespace omactl::pg
