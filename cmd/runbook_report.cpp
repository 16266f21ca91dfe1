#include "cmd/operation_story.hpp"
#include "cmd/report_out.hpp"
#include "cmd/runbook_session.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/runbook/report.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace omactl::cmd {

namespace {

using runbook::Happening;
using runbook::Story;

struct RunReportOptions {
    std::string run;
    bool markdown = false, html = false;
};

struct RunWorks {
    std::vector<runbook::Work> works;
    cli::Json json = cli::Json::array();
};

RunWorks works_of(std::string const &run, Session &session)
{
    RunWorks made;
    auto const entries = session.journal().entries();
    for (auto const &entry : entries) {
        auto const &tag = entry.plan.run;
        if (!tag.starts_with(run + ":")) continue;
        auto const attempt = std::atoi(tag.c_str() + run.size() + 1);
        auto const id = op::Journal::shortest(entry.id, entries);
        made.works.push_back({attempt, id, std::string(name_of(entry.state)), story_item(entry, id, session)});
        made.json.push_back(story_json(entry, id, session));
        made.json.back()["attempt"] = attempt;
    }
    return made;
}

cli::Json happening_json(Happening const &happening)
{
    auto const or_null = [](std::string const &text) { return text.empty() ? cli::Json{} : cli::Json(text); };
    cli::Json json{{"at", happening.at}, {"event", name_of(happening.kind)}, {"who", happening.who}};
    json["step"] = or_null(happening.step);
    json["line"] = or_null(happening.line);
    json["why"] = or_null(happening.why);
    json["attempt"] = happening.attempt > 0 ? cli::Json(happening.attempt) : cli::Json{};
    json["exit_status"] = happening.status ? cli::Json(*happening.status) : cli::Json{};
    json["duration_s"] = happening.status ? cli::Json(happening.seconds) : cli::Json{};
    json["output"] = cli::Json::array();
    for (auto const &said : happening.said)
        json["output"].push_back({{"at", said.at}, {"to", said.to}, {"text", said.text}});
    return json;
}

cli::Json json_of(Story const &story, std::string_view standing, cli::Json operations)
{
    auto const &run = story.run;
    cli::Json json{{"run", run.id},
                   {"runbook", run.page},
                   {"title", run.title},
                   {"env", run.env},
                   {"status", standing},
                   {"why", run.why},
                   {"who", run.who},
                   {"host", run.host},
                   {"reason", run.reason},
                   {"began_at", run.began},
                   {"last_event_at", run.last},
                   {"duration_s", static_cast<double>(runbook::span_of(run).count()) / 1000}};
    json["ended_at"] = run.ended.empty() ? cli::Json{} : cli::Json(run.ended);
    json["parameters"] = cli::Json::object();
    for (auto const &[name, value] : run.values) json["parameters"][name] = value;
    json["operations"] = std::move(operations);
    json["timeline"] = cli::Json::array();
    for (auto const &happening : story.happenings) json["timeline"].push_back(happening_json(happening));
    return json;
}

// What is left to be typed, below everything else.
void add_next(Story const &story, std::string_view standing, std::size_t made, Session &session,
              runbook::Document &document)
{
    auto const typed = [&](std::string_view verb) {
        return runbook::code(command_in(story.run.env, fmt::format("runbook {} {}", verb, story.run.id), session));
    };
    runbook::Facts facts;
    if (standing == "stopped" || standing == "cut short") facts.rows.push_back({"Go on", {typed("resume")}});
    if (standing == "running") facts.rows.push_back({"Stop it", {typed("stop")}});
    if (standing != "undone" && standing != "running" && made > 0) facts.rows.push_back({"Put back", {typed("undo")}});
    if (facts.rows.empty()) return;
    document.parts.emplace_back(runbook::Heading{2, "From here"});
    document.parts.emplace_back(std::move(facts));
}

Fault report(RunReportOptions const &o, Session &session)
{
    ReportForm const form{o.markdown, o.html};
    refuse_forms(form, session);
    auto const record = find_record(o.run, session);
    auto const story = runbook::story_of(record);
    auto const standing = standing_of(story.run, record);
    auto made = works_of(story.run.id, session);
    auto document = runbook::report_of(story, made.works, standing);
    add_next(story, standing, made.works.size(), session, document);
    return show_document(std::move(document), json_of(story, standing, std::move(made.json)), form, session);
}

constexpr cli::Param k_params[] = {
    cli::param<&RunReportOptions::run>("run", "", "Run, or the beginning of its id", cli::Complete::runs),
    cli::param<&RunReportOptions::markdown>("--markdown", "", "For a wiki or a channel; so it is without an option"),
    cli::param<&RunReportOptions::html>("--html", "", "One file for a browser, also on a phone"),
};
constexpr cli::Example k_examples[] = {
    {"omactl runbook report 01JDB8", "what the run did, read it here"},
    {"omactl runbook report 01JDB8 --html", "as one file for a browser: put > run.html behind it"},
};
Action<RunReportOptions> const g_report{
    {.path = "runbook report",
     .summary = "Tell what a run did, for the post-mortem",
     .details =
         "Who, when, why; what it changed, with figures before and after, archives and undo commands; each line\n"
         "with what it printed, what was asked and answered, skipped and seen. Secrets are removed. As JSON:\n"
         "one object with `operations` and `timeline`, whose events are tried, script, person, skipped,\n"
         "passed (a condition said no), verified, undoing, stopped, resumed, finished, undone.",
     .params = k_params,
     .examples = k_examples},
    report};

}  // namespace

}  // namespace omactl::cmd
