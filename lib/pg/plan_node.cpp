#include "lib/pg/plan_node.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace omactl::pg {

namespace {

using Json = nlohmann::json;
constexpr int k_deepest = 500;

std::string text(Json const &node, char const *key)
{
    auto const found = node.find(key);
    return found != node.end() && found->is_string() ? found->get<std::string>() : "";
}

double number(Json const &node, char const *key)
{
    auto const found = node.find(key);
    return found != node.end() && found->is_number() ? found->get<double>() : 0;
}

std::vector<std::string> texts(Json const &node, char const *key)
{
    std::vector<std::string> list;
    if (auto const found = node.find(key); found != node.end() && found->is_array())
        for (auto const &item : *found)
            if (item.is_string()) list.push_back(item.get<std::string>());
    return list;
}

PlanNode node_of(Json const &json, int depth)
{
    PlanNode node{.type = text(json, "Node Type"),
                  .schema = text(json, "Schema"),
                  .relation = text(json, "Relation Name"),
                  .alias = text(json, "Alias"),
                  .index = text(json, "Index Name"),
                  .operation = text(json, "Operation"),
                  .join = text(json, "Join Type"),
                  .strategy = text(json, "Strategy"),
                  .subplan = text(json, "Subplan Name"),
                  .rows = number(json, "Plan Rows"),
                  .start_cost = number(json, "Startup Cost"),
                  .total_cost = number(json, "Total Cost"),
                  .width = static_cast<std::int64_t>(number(json, "Plan Width")),
                  .filter = text(json, "Filter"),
                  .index_condition = text(json, "Index Cond"),
                  .join_filter = text(json, "Join Filter"),
                  .hash_condition = text(json, "Hash Cond"),
                  .sort_keys = texts(json, "Sort Key")};
    if (auto const plans = json.find("Plans"); plans != json.end() && plans->is_array() && depth < k_deepest)
        for (auto const &child : *plans)
            if (child.is_object()) node.children.push_back(node_of(child, depth + 1));
    return node;
}

}  // namespace

std::string PlanNode::table() const
{
    if (relation.empty()) return "";
    return schema.empty() ? relation : fmt::format("{}.{}", schema, relation);
}

std::optional<PlanNode> read_plan(std::string_view json)
{
    auto const document = Json::parse(json, nullptr, false);
    if (!document.is_array() || document.empty() || !document[0].is_object()) return std::nullopt;
    auto const plan = document[0].find("Plan");
    if (plan == document[0].end() || !plan->is_object()) return std::nullopt;
    return node_of(*plan, 0);
}

}  // namespace omactl::pg
