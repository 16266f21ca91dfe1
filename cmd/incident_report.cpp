#include "cmd/hold_words.hpp"
#include "cmd/incident_timeline.hpp"
#include "cmd/operation_story.hpp"
#include "cmd/report_out.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct IncidentReportOptions {
    std::string since = "2h";
    std::optional<std::string> until;
    bool markdown = false, html = false;
};

Window window_of(IncidentReportOptions const &o, Session &session)
{
    auto const now = session.context().clock.now();
    auto const since = parse_since(o.since, now);
    // What happens in this very millisecond belongs to it.
    auto const until = o.until ? parse_since(*o.until, now) : now + Millis{1};
    if (until <= since)
        throw Error{Fault::usage, fmt::format("--until {} is not after --since {}", *o.until, o.since),
                    "omactl incident report --since 4h --until 2h"};
    return {rfc3339(since), rfc3339(until)};
}

runbook::Item hold_item(op::OpenHold const &hold, std::string const &id, Instant now, Session &session)
{
    runbook::Item item{
        hold.began,
        {fmt::format("{} {}/{} by {}, ends {}", hold.command, hold.env, hold.target, hold.who, how_long(hold, now))},
        {},
        {}};
    if (!hold.reason.empty()) item.notes.push_back({"reason: " + hold.reason});
    item.notes.push_back({"end it: ", runbook::code(command_in(hold.env, "holds release " + id, session))});
    return item;
}

void add_holds(std::vector<op::Entry> const &entries, Session &session, runbook::Document &document, cli::Json &data)
{
    auto const now = session.context().clock.now();
    runbook::Items items;
    for (auto const &hold : op::open_holds(entries, now)) {
        items.push_back(hold_item(hold, op::Journal::shortest(hold.id, entries), now, session));
        cli::Json json{{"at", hold.began}, {"kind", "hold"}, {"event", "open"}};
        auto const known = hold_json(hold, now);
        for (auto const &[name, value] : known.items()) json[name] = value;
        data.push_back(std::move(json));
    }
    document.parts.emplace_back(runbook::Heading{2, "Holds that are open now"});
    if (items.empty())
        document.parts.emplace_back(runbook::Paragraph{{"None that this machine knows of."}});
    else
        document.parts.emplace_back(std::move(items));
}

Fault report(IncidentReportOptions const &o, Session &session)
{
    ReportForm const form{o.markdown, o.html};
    refuse_forms(form, session);
    auto const window = window_of(o, session);
    std::size_t damaged = 0;
    auto const entries = session.journal().entries(&damaged);
    runbook::Document document{
        fmt::format("Incident, {} to {}", runbook::short_time(window.since), runbook::short_time(window.until)), {}};
    auto data = cli::Json::array();
    runbook::Items items;
    for (auto &moment : timeline_of(window, entries, session)) {
        items.push_back(std::move(moment.item));
        data.push_back(std::move(moment.json));
    }
    runbook::Facts facts{{{"Journal", {"of ", runbook::code(session.who()), ": what was done with omactl from here"}}}};
    if (damaged > 0)
        facts.rows.push_back(
            {"Passed over", {counted(static_cast<std::int64_t>(damaged), "line") + " of the journal can't be read"}});
    document.parts.emplace_back(std::move(facts));
    document.parts.emplace_back(runbook::Heading{2, "What happened"});
    if (items.empty())
        document.parts.emplace_back(runbook::Paragraph{{"No operation and no run."}});
    else
        document.parts.emplace_back(std::move(items));
    add_holds(entries, session, document, data);
    return show_document(std::move(document), std::move(data), form, session);
}

constexpr cli::Param k_params[] = {
    cli::param<&IncidentReportOptions::since>("--since", "TIME", "From then on: 2h, or a point in time"),
    cli::param<&IncidentReportOptions::until>("--until", "TIME", "Up to then; without it, now"),
    cli::param<&IncidentReportOptions::markdown>("--markdown", "",
                                                 "For a wiki or a channel; so it is without an option"),
    cli::param<&IncidentReportOptions::html>("--html", "", "One file for a browser, also on a phone"),
};
constexpr cli::Example k_examples[] = {
    {"omactl incident report --since 2h", "what was done in the last two hours"},
    {"omactl incident report --since 2026-11-23T02:50:00Z --until 2026-11-23T04:00:00Z --html",
     "an incident that is over"},
};
Action<IncidentReportOptions> const g_report{
    {.path = "incident report",
     .summary = "Tell what was done in an incident, by time",
     .details =
         "All operations of the journal, of every environment, and what runs decided, left out and failed at, as\n"
         "one timeline, with figures before and after, archives and undo commands; then the holds that are\n"
         "open now. As JSON: an array of objects with `at`, `kind` (operation, run, hold) and `event`.",
     .params = k_params,
     .examples = k_examples},
    report};

}  // namespace

}  // namespace omactl::cmd
