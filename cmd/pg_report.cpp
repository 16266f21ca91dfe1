#include "cmd/pg_report.hpp"

#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct ReportOptions {
    std::string since = "24h";
};

cli::Report report(ReportOptions const &o, Session &session)
{
    auto const since = rfc3339(parse_since(o.since, session.context().clock.now()));
    auto entries = session.journal().entries();
    std::erase_if(entries,
                  [&](op::Entry const &entry) { return entry.began < since || entry.plan.env != session.env_name(); });
    auto const killed = killed_queries(entries, session);
    cli::Report report{killed.data, {}, Fault::ok};
    auto text = killed.backends == 0
                    ? fmt::format("No query was ended from this machine since {}.\n", human_time(*parse_time(since)))
                    : fmt::format("{} ended since {}, {} of query\n\n", counted(killed.backends, "backend"),
                                  human_time(*parse_time(since)), counted(killed.shapes, "shape"));
    text += killed.lines;
    for (auto const &place : killed.elsewhere)
        text += fmt::format("what was recorded lies elsewhere: {}\n", printable(place));
    report.blocks.emplace_back(std::move(text));
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&ReportOptions::since>("--since", "TIME", "Ended since then: 2h, or a point in time"),
};
constexpr cli::Example k_examples[] = {
    {"omactl pg report", "the queries you just killed, and what an engineer would try first"},
    {"omactl pg report --since 2h --json", "with plans, locks and texts, for the ticket"},
};
Verb<ReportOptions> const g_report{
    {.path = "pg report",
     .summary = "Think about the queries that were just killed",
     .details = "From what was recorded before each kill, grouped by shape: the query with its constants taken out.\n"
                "Plans are the planner's expectation, since somebody's query is never run again to look at it.",
     .params = k_params,
     .examples = k_examples},
    report};

}  // namespace

}  // namespace omactl::cmd
