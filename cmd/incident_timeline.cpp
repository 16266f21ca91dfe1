#include "cmd/incident_timeline.hpp"

#include "cmd/operation_story.hpp"
#include "cmd/runbook_session.hpp"
#include "lib/runbook/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace omactl::cmd {

namespace {

using runbook::code;
using runbook::Happening;
using runbook::Story;
using Kind = Happening::Kind;

// --- operations -----------------------------------------------------------------------------------

Moment began(op::Entry const &entry, std::string const &id, Session &session)
{
    auto item = story_item(entry, id, session);
    if (!entry.plan.run.empty())
        item.notes.push_back({"part of run ", code(entry.plan.run.substr(0, entry.plan.run.find(':')))});
    auto const story = story_json(entry, id, session);
    cli::Json json{{"at", entry.began}, {"kind", "operation"}, {"event", "started"}};
    for (auto const &[name, value] : story.items()) json[name] = value;
    return {std::move(item), std::move(json)};
}

// What is told where the operation began, or by the operation that undid it.
bool is_told_elsewhere(op::Event const &event, bool first_verdict)
{
    constexpr std::array k_inner = {"started", "step", "writing", "remembered", "undoing", "undone"};
    return first_verdict || std::ranges::find(k_inner, event.name) != k_inner.end();
}

Moment later(op::Entry const &entry, op::Event const &event, std::string const &id)
{
    auto const said = [&](char const *name) { return event.data.value(name, std::string{}); };
    auto const full = entry.plan.full_target();
    runbook::Item item{
        event.at, {fmt::format("{} {}: {}, operation ", entry.plan.command, full, event.name), code(id)}, {}, {}};
    if (auto const who = said("who"); !who.empty()) item.text.emplace_back(" by " + who);
    for (auto const &text : {said("sentence"), said("error"), said("reason")})
        if (!text.empty()) item.notes.push_back({text});
    if (auto const until = said("until"); !until.empty())
        item.notes.push_back({"ends at " + runbook::short_time(until)});
    cli::Json json{{"at", event.at},    {"kind", "operation"},           {"event", event.name},
                   {"id", entry.id},    {"command", entry.plan.command}, {"target", full},
                   {"data", event.data}};
    return {std::move(item), std::move(json)};
}

bool is_verdict(op::Event const &event)
{
    static constexpr std::string_view k_verdicts[] = {"done", "failed", "partial", "unknown", "unverified", "closed"};
    return std::ranges::find(k_verdicts, event.name) != std::end(k_verdicts);
}

void add_operation(op::Entry const &entry, Window const &window, std::string const &id, Session &session,
                   std::vector<Moment> &all)
{
    bool const began_here = window.has(entry.began);
    if (began_here) all.push_back(began(entry, id, session));
    bool had_verdict = false;
    for (auto const &event : entry.events) {
        bool const first = began_here && is_verdict(event) && !std::exchange(had_verdict, true);
        if (window.has(event.at) && !is_told_elsewhere(event, first)) all.push_back(later(entry, event, id));
    }
}

// --- runs -----------------------------------------------------------------------------------------

std::string what_of(Happening const &happening)
{
    switch (happening.kind) {
    case Kind::person: return fmt::format("done by {}", happening.who);
    case Kind::skipped: return fmt::format("skipped by {}", happening.who);
    case Kind::resumed: return fmt::format("resumed by {}", happening.who);
    case Kind::stopped: return "stopped";
    case Kind::finished: return "finished";
    case Kind::undone: return fmt::format("put back by {}", happening.who);
    default: return fmt::format("ended with {}", happening.status.value_or(0));
    }
}

// Each line that went well is in the run's own report.
bool is_wanted(Happening const &happening)
{
    switch (happening.kind) {
    case Kind::tried:
    case Kind::script:
    case Kind::undoing: return happening.status && *happening.status != 0;
    case Kind::passed:
    case Kind::verified: return false;
    default: return true;
    }
}

cli::Json run_json(Story const &story, std::string_view event, std::string const &at, std::string const &who,
                   std::string const &why)
{
    return {{"at", at},
            {"kind", "run"},
            {"event", event},
            {"run", story.run.id},
            {"runbook", story.run.page},
            {"env", story.run.env},
            {"who", who},
            {"why", why}};
}

Moment run_began(Story const &story, Session &session)
{
    auto const &run = story.run;
    runbook::Item item{
        run.began, {fmt::format("run of {} in {} by {}: ", run.page, run.env, run.who), code(run.id)}, {}, {}};
    if (!run.reason.empty()) item.notes.push_back({"reason: " + run.reason});
    for (auto const &[name, value] : run.values) item.notes.push_back({name + ": ", code(value)});
    item.notes.push_back({"report: ", code(command_in(run.env, "runbook report " + run.id, session))});
    return {std::move(item), run_json(story, "begun", run.began, run.who, run.reason)};
}

Moment run_went_on(Story const &story, Happening const &happening)
{
    runbook::Item item{happening.at, {fmt::format("run of {}", story.run.page)}, {}, {}};
    if (!happening.step.empty())
        item.text.emplace_back(fmt::format(", step {} {}", happening.step_number, happening.step));
    item.text.emplace_back(": " + what_of(happening));
    if (!happening.line.empty() && !happening.line.ends_with('\n')) item.notes.push_back({code(happening.line)});
    if (!happening.why.empty()) item.notes.push_back({happening.why});
    auto json = run_json(story, name_of(happening.kind), happening.at, happening.who, happening.why);
    json["step"] = happening.step.empty() ? cli::Json{} : cli::Json(happening.step);
    json["line"] = happening.line.empty() ? cli::Json{} : cli::Json(happening.line);
    json["exit_status"] = happening.status ? cli::Json(*happening.status) : cli::Json{};
    return {std::move(item), std::move(json)};
}

void add_run(runbook::Record const &record, Window const &window, Session &session, std::vector<Moment> &all)
{
    auto const run = read_run(record);
    if (run.began.empty() || run.began >= window.until || run.last < window.since) return;
    auto const story = runbook::story_of(record);
    if (window.has(run.began)) all.push_back(run_began(story, session));
    for (auto const &happening : story.happenings)
        if (is_wanted(happening) && window.has(happening.at)) all.push_back(run_went_on(story, happening));
}

}  // namespace

std::vector<Moment> timeline_of(Window const &window, std::vector<op::Entry> const &entries, Session &session)
{
    std::vector<Moment> all;
    auto const folder = runs_folder(session);
    for (auto const &id : runbook::run_ids(folder))
        add_run({folder + "/" + id, session.context().clock, session.context().secrets}, window, session, all);
    for (auto const &entry : entries)
        add_operation(entry, window, op::Journal::shortest(entry.id, entries), session, all);
    std::ranges::stable_sort(all, {}, [](Moment const &moment) { return moment.item.at; });
    return all;
}

}  // namespace omactl::cmd
