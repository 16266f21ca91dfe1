#include "cmd/pg_evidence.hpp"
#include "cmd/pg_report.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/explain.hpp"
#include "lib/pg/hints.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace omactl::cmd {

namespace {

using cli::Json;

constexpr std::size_t k_shown_shape = 2'000;  // columns; all of it stands in --json

/// One shape of query, with all who ran it and were ended.
struct Shape {
    std::string text, fingerprint;
    std::vector<Json> members;  ///< evidence, in the order of the journal
    std::set<std::string> operations;
};

std::string text_in(Json const &json, char const *name)
{
    auto const found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

double number_in(Json const &json, char const *name)
{
    auto const found = json.find(name);
    return found != json.end() && found->is_number() ? found->get<double>() : 0;
}

bool idle_in_transaction(Json const &backend)
{
    return text_in(backend, "state").starts_with("idle in transaction");
}

double age_of(Json const &backend)
{
    return number_in(backend, idle_in_transaction(backend) ? "xact_age_s" : "query_age_s");
}

std::string span_text(double seconds)
{
    return human_duration(Millis{static_cast<std::int64_t>(seconds * 1'000)});
}

// "puma@10.0.0.7 (3), rake"
std::string who_ran(Shape const &shape)
{
    std::map<std::string, std::int64_t> counts;
    for (auto const &member : shape.members) {
        auto const &backend = member.at("backend");
        auto const app = text_in(backend, "application");
        ++counts[app.empty() ? text_in(backend, "user") : app];
    }
    std::vector<std::string> parts;
    for (auto const &[name, count] : counts)
        parts.push_back(count == 1 ? printable(name) : fmt::format("{} ({})", printable(name), count));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string how_it_stood(Shape const &shape)
{
    double longest = 0;
    std::int64_t blocked = 0;
    std::set<std::string> states, waits;
    for (auto const &member : shape.members) {
        auto const &backend = member.at("backend");
        longest = std::max(longest, age_of(backend));
        blocked += static_cast<std::int64_t>(number_in(member, "blocks"));
        states.insert(text_in(backend, "state"));
        if (auto const event = text_in(backend, "wait_event"); !event.empty() && !idle_in_transaction(backend))
            waits.insert(fmt::format("{}: {}", text_in(backend, "wait_event_type"), event));
    }
    auto text = fmt::format("{}, {} at the longest", fmt::join(states, ", "), span_text(longest));
    if (!waits.empty()) text += fmt::format("; waited for {}", fmt::join(waits, ", "));
    if (blocked > 0) text += fmt::format("; blocked {}", with_commas(blocked));
    return printable(text);
}

pg::Tables tables_in(Json const &member)
{
    pg::Tables tables;
    for (auto const &[name, size] : member.at("tables").items())
        tables[name] = {size.at("rows").get<double>(), size.at("pages").get<std::int64_t>()};
    return tables;
}

std::vector<pg::Hint> hints_of(Json const &member)
{
    std::vector<pg::Hint> hints;
    if (member.at("plan").is_array())
        hints = pg::plan_hints(member.at("plan").dump(), tables_in(member),
                               static_cast<std::int64_t>(number_in(member, "work_mem_bytes")));
    if (auto const spilled = number_in(member, "temp_bytes"); spilled > 0)
        hints.push_back(
            {fmt::format("had spilled {} to disk", human_bytes(static_cast<std::uint64_t>(spilled))), {}, false});
    for (auto const &hint : member.value("hints", Json::array()))
        hints.push_back({text_in(hint, "text"), text_in(hint, "line"), false});
    return hints;
}

// The one whose plan is known, or the first.
Json const &spokesman(Shape const &shape)
{
    auto const found = std::find_if(shape.members.begin(), shape.members.end(),
                                    [](Json const &one) { return one.at("plan").is_array(); });
    return found == shape.members.end() ? shape.members.front() : *found;
}

std::string totals_of(Json const &member)
{
    auto const &statement = member.at("statement");
    if (!statement.is_object()) return {};
    return fmt::format("in all: {} calls, {}, {} of the time of all statements (pg_stat_statements)",
                       with_commas(statement.at("calls").get<std::int64_t>()),
                       span_text(number_in(statement, "total_s")), percent(number_in(statement, "share"), 1));
}

std::string indented(std::string_view text)
{
    std::string lines;
    for (auto const line : split(trim(text), '\n')) lines += fmt::format("      {}\n", printable(line));
    return lines;
}

// Behind a lock there was none; now there may be.
std::string way_to_a_plan(Json const &member)
{
    constexpr std::size_t k_pasteable = 300;
    auto const query = text_in(member.at("backend"), "query");
    if (query.empty() || query.size() > k_pasteable || member.at("backend").value("truncated", false)) return {};
    return fmt::format("\n    now: omactl pg explain {}", shell_quoted(query));
}

std::string describe(Shape const &shape)
{
    auto const &member = spokesman(shape);
    auto lines = fmt::format("{} × {}\n", shape.members.size(), cut(printable(shape.text), k_shown_shape));
    lines += fmt::format("    by {}: {}\n", who_ran(shape), how_it_stood(shape));
    if (auto const totals = totals_of(member); !totals.empty()) lines += fmt::format("    {}\n", totals);
    if (member.at("plan").is_array())
        lines += fmt::format("    planner expects{}\n{}", member.value("generic", false) ? ", for any parameters" : "",
                             indented(pg::plan_text(member.at("plan").dump())));
    else
        lines += fmt::format("    no plan: {}{}\n", printable(text_in(member, "no_plan")), way_to_a_plan(member));
    for (auto const &hint : hints_of(member)) {
        lines += fmt::format("    - {}\n", printable(hint.text));
        if (!hint.line.empty()) lines += fmt::format("      {}\n", printable(hint.line));
    }
    return lines + fmt::format("    operation {}\n", fmt::join(shape.operations, ", "));
}

Json to_json(Shape const &shape)
{
    auto const &member = spokesman(shape);
    Json json{{"fingerprint", shape.fingerprint},
              {"query", shape.text},
              {"backends", shape.members.size()},
              {"operations", shape.operations},
              {"statement", member.at("statement")},
              {"plan", member.at("plan")},
              {"hints", Json::array()},
              {"killed", shape.members}};
    for (auto const &hint : hints_of(member))
        json["hints"].push_back({{"text", hint.text}, {"line", hint.line.empty() ? Json{} : Json(hint.line)}});
    return json;
}

// Whom the verdict counts as not ended by us; without a verdict nobody is known to be spared.
std::set<std::string> spared_tokens(op::Entry const &entry)
{
    std::set<std::string> tokens;
    for (auto const &event : entry.events) {
        auto const changes = event.data.find("changes");
        if (changes == event.data.end() || !changes->is_array()) continue;
        tokens.clear();
        for (auto const &change : *changes) {
            auto const outcome = text_in(change, "outcome");
            if (outcome != "ended" && outcome != "cancelled" && !outcome.starts_with("over"))
                tokens.insert(text_in(change, "token"));
        }
    }
    return tokens;
}

}  // namespace

KilledQueries killed_queries(std::vector<op::Entry> const &entries, op::World const &world)
{
    KilledQueries killed;
    std::vector<Shape> shapes;
    for (auto const &entry : entries) {
        if (entry.plan.operation != "pg.kill" || !entry.last_data("writing")) continue;
        if (!evidence_is_there(entry.plan, world)) {
            killed.elsewhere.push_back(
                fmt::format("{}:{}", entry.plan.detail.value("archive_host", ""), entry.plan.archive));
            continue;
        }
        auto const spared = spared_tokens(entry);
        for (auto &member : read_evidence(entry.plan, world)) {
            if (spared.contains(text_in(member.at("backend"), "token"))) continue;
            auto const id = text_in(member, "fingerprint");
            auto at =
                std::find_if(shapes.begin(), shapes.end(), [&](Shape const &one) { return one.fingerprint == id; });
            if (at == shapes.end()) at = shapes.insert(shapes.end(), {text_in(member, "shape"), id, {}, {}});
            at->operations.insert(op::Journal::shortest(entry.id, entries));
            at->members.push_back(std::move(member));
            ++killed.backends;
        }
    }
    std::stable_sort(shapes.begin(), shapes.end(),
                     [](Shape const &a, Shape const &b) { return a.members.size() > b.members.size(); });
    for (auto const &shape : shapes) {
        killed.data.push_back(to_json(shape));
        killed.lines += (killed.lines.empty() ? "" : "\n") + describe(shape);
    }
    killed.shapes = std::ssize(shapes);
    return killed;
}

}  // namespace omactl::cmd
