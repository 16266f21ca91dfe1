#include "lib/pg/hints.hpp"

#include "lib/core/quantity.hpp"
#include "lib/pg/columns.hpp"
#include "lib/pg/plain_filter.hpp"
#include "lib/pg/plan_node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace omactl::pg {

namespace {

constexpr double k_large_table = 10'000;    // rows: below, reading it whole is right
constexpr double k_few = 0.05;              // of its rows
constexpr double k_many_rounds = 1'000;     // of a nested loop over a table read whole
constexpr double k_many_pairs = 1'000'000;  // rows of the outer times those of the inner side
constexpr double k_row_overhead = 24;       // bytes of a row's header, as costsize.c reckons

std::string count(double number)
{
    return with_commas(static_cast<std::int64_t>(std::clamp(number, 0.0, 9e18)));
}

std::string identifier(std::string_view name)
{
    bool const plain = !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
                       std::all_of(name.begin(), name.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    if (plain) return std::string{name};
    std::string text = "\"";
    for (char const c : name) text += c == '"' ? "\"\"" : std::string{c};
    return text + '"';
}

std::string quoted_table(PlanNode const &node)
{
    return node.schema.empty() ? identifier(node.relation)
                               : fmt::format("{}.{}", identifier(node.schema), identifier(node.relation));
}

void whole_table(PlanNode const &node, Tables const &tables, std::vector<Hint> &hints)
{
    auto const table = tables.find(node.table());
    if (node.type != "Seq Scan" || table == tables.end()) return;
    auto const &[rows, pages] = table->second;
    if (rows < 0 || (rows == 0 && pages > 0)) {
        hints.push_back({fmt::format("{} was never analysed: the planner guesses", node.table()),
                         fmt::format("ANALYZE {};", quoted_table(node)), false});
        return;
    }
    if (node.filter.empty() || rows < k_large_table || node.rows > rows * k_few) return;
    auto const columns = plainly_compared(node.filter, node.alias.empty() ? node.relation : identifier(node.alias));
    auto text = fmt::format("the planner expects to read all {} rows of {} to find {}, by {}", count(rows),
                            node.table(), count(node.rows), node.filter);
    if (columns.empty()) {
        hints.push_back({std::move(text), "", false});
        return;
    }
    auto const list = fmt::format("{}", fmt::join(columns, ", "));
    hints.push_back({fmt::format("{}: no index on {} serves it", text, list),
                     fmt::format("CREATE INDEX CONCURRENTLY ON {} ({});", quoted_table(node), list), true});
}

/// The table that a side of a join reads whole each time, looking through what only keeps or passes rows.
PlanNode const *reads_whole(PlanNode const &node)
{
    if (node.type == "Seq Scan") return &node;
    bool const passes = node.type == "Materialize" || node.type == "Memoize";
    return passes && !node.children.empty() ? reads_whole(node.children[0]) : nullptr;
}

void nested_loop(PlanNode const &node, std::vector<Hint> &hints)
{
    if (node.type != "Nested Loop" || node.children.size() < 2) return;
    auto const &outer = node.children[0], &inner = node.children[1];
    auto const pairs = outer.rows * std::max(inner.rows, 1.0);
    if (auto const *table = reads_whole(inner); table && outer.rows >= k_many_rounds) {
        hints.push_back({fmt::format("the planner expects a nested loop to go through the whole of {} {} times",
                                     table->table(), count(outer.rows)),
                         "", false});
    } else if (pairs >= k_many_pairs) {
        hints.push_back({fmt::format("the planner expects a nested loop over {} rows with {} each: {} in all",
                                     count(outer.rows), count(inner.rows), count(pairs)),
                         "", false});
    }
}

void spill(PlanNode const &node, std::int64_t work_mem, std::vector<Hint> &hints)
{
    bool const sort = node.type == "Sort" || node.type == "Incremental Sort";
    if ((!sort && node.type != "Hash") || work_mem <= 0) return;
    auto const bytes = node.rows * (static_cast<double>(node.width) + k_row_overhead);
    if (bytes <= static_cast<double>(work_mem)) return;
    hints.push_back(
        {fmt::format("the planner expects to {} {} rows, about {}: more than work_mem ({}), so it goes to disk",
                     sort ? "sort" : "hash", count(node.rows),
                     human_bytes(static_cast<std::uint64_t>(std::min(bytes, 9e18))),
                     human_bytes(static_cast<std::uint64_t>(work_mem))),
         "", false});
}

template <class Visit> void each_node(PlanNode const &node, Visit const &visit)
{
    visit(node);
    for (auto const &child : node.children) each_node(child, visit);
}

}  // namespace

std::vector<std::string> tables_of(std::string_view json)
{
    std::set<std::string> names;
    if (auto const plan = read_plan(json))
        each_node(*plan, [&](PlanNode const &node) {
            if (!node.relation.empty()) names.insert(node.table());
        });
    return {names.begin(), names.end()};
}

Tables ask_tables(postgres::Connection &connection, std::vector<std::string> const &names)
{
    Tables tables;
    if (names.empty()) return tables;
    auto const rows = connection.ask(
        "select n.nspname || '.' || c.relname as name, c.reltuples::double precision as rows, c.relpages as pages"
        " from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname || '.' || c.relname = any ($1::text[])",
        {array_of(names)});
    for (std::size_t i = 0; i < rows.size(); ++i)
        tables[rows[i].text("name")] = {rows[i].number("rows"), rows[i].integer("pages")};
    return tables;
}

std::vector<Hint> plan_hints(std::string_view json, Tables const &tables, std::int64_t work_mem)
{
    std::vector<Hint> hints;
    if (auto const plan = read_plan(json))
        each_node(*plan, [&](PlanNode const &node) {
            whole_table(node, tables, hints);
            nested_loop(node, hints);
            spill(node, work_mem, hints);
        });
    std::vector<Hint> once;
    for (auto &hint : hints)
        if (std::none_of(once.begin(), once.end(), [&](auto const &seen) { return seen.text == hint.text; }))
            once.push_back(std::move(hint));
    return once;
}

}  // namespace omactl::pg
