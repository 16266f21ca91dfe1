#include "cmd/runbook_session.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/units.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using runbook::Record;
using runbook::RunState;

struct RunStatusOptions {
    std::optional<std::string> run;
    std::int64_t first = 10;
};

cli::Tone tone_of(std::string_view standing)
{
    if (standing == "done") return cli::Tone::good;
    if (standing == "undone") return cli::Tone::faint;
    return standing == "running" ? cli::Tone::strong : cli::Tone::warning;
}

cli::Json json_of(RunState const &run, Far const &far, std::string_view standing)
{
    return {{"run", run.id},
            {"runbook", run.page},
            {"env", run.env},
            {"status", standing},
            {"who", run.who},
            {"began_at", run.began},
            {"last_event_at", run.last},
            {"step", far.step},
            {"steps", far.steps},
            {"step_name", far.name},
            {"why", run.why}};
}

cli::Report list(RunStatusOptions const &o, Session &session)
{
    auto const folder = runs_folder(session);
    auto const ids = runbook::run_ids(folder);
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"RUN"}, {"RUNBOOK"}, {"STATUS"}, {"STEP", false, true}, {"BEGAN"}, {"BY"}}, {}};
    for (auto it = ids.rbegin(); it != ids.rend() && std::ssize(table.rows) < o.first; ++it) {
        Record const record{folder + "/" + *it, session.context().clock, session.context().secrets};
        auto const run = read_run(record);
        if (run.began.empty()) continue;
        auto const page = runbook::parse_page(run.page, run.path, run.text);
        auto const far = how_far(page, run);
        auto const standing = standing_of(run, record);
        report.data.push_back(json_of(run, far, standing));
        table.rows.push_back({short_run(run.id, session),
                              printable(run.env + "/" + run.page),
                              {std::string(standing), tone_of(standing)},
                              fmt::format("{} of {} {}", far.step, far.steps, printable(far.name)),
                              run.began.substr(0, 19) + "Z",
                              printable(run.who)});
    }
    if (table.rows.empty())
        report.blocks.emplace_back("No runs.\n");
    else
        report.blocks.emplace_back(std::move(table));
    return report;
}

std::string took(runbook::UnitState const *state)
{
    if (!state || state->attempts.empty() || state->attempts.back().ended.empty()) return {};
    return human_duration(Millis{static_cast<std::int64_t>(state->attempts.back().seconds * 1000)});
}

cli::Json unit_json(runbook::Unit const &unit, RunState const &run)
{
    auto const *state = run.find(unit.key);
    cli::Json json{{"step", unit.step->name},
                   {"line", unit.line.text},
                   {"status", name_of(run.standing_of(unit.key))},
                   {"attempts", state ? state->attempts.size() : 0}};
    json["exit_status"] = state && !state->attempts.empty() && state->attempts.back().status
                              ? cli::Json(*state->attempts.back().status)
                              : cli::Json{};
    json["why"] = state && !state->why.empty() ? cli::Json(state->why) : cli::Json{};
    return json;
}

std::string next_lines(RunState const &run, std::string_view standing, Session &session)
{
    auto const id = short_run(run.id, session);
    if (standing == "running") return fmt::format("Stop it after its line: omactl runbook stop {}\n", id);
    if (standing == "done" || standing == "undone") return fmt::format("Report: omactl runbook report {}\n", id);
    return fmt::format("Go on: omactl runbook resume {0}    Put back: omactl runbook undo {0}\n", id);
}

cli::Report one(std::string const &prefix, Session &session)
{
    auto const record = find_record(prefix, session);
    auto const run = read_run(record);
    auto const page = runbook::parse_page(run.page, run.path, run.text);
    auto const standing = standing_of(run, record);
    cli::Report report{json_of(run, how_far(page, run), standing), {}, Fault::ok};
    report.data["lines"] = cli::Json::array();
    cli::Table table{{{"STEP"}, {"LINE", false, true}, {"STATUS"}, {"TOOK"}, {"", false, true}}, {}};
    for (auto const &unit : runbook::units_of(page)) {
        report.data["lines"].push_back(unit_json(unit, run));
        auto const *state = run.find(unit.key);
        table.rows.push_back({fmt::format("{} {}", unit.step_number, printable(unit.step->name)),
                              unit.kind == runbook::Unit::Kind::person ? "(a person)" : printable(unit.line.text),
                              std::string(name_of(run.standing_of(unit.key))), took(state),
                              state ? printable(state->why) : ""});
    }
    report.blocks.emplace_back(fmt::format("{}  run {}, {} by {} since {}{}\n", printable(run.page), run.id, standing,
                                           printable(run.who), run.began.substr(0, 19) + "Z",
                                           run.why.empty() ? "" : ": " + printable(run.why)));
    report.blocks.emplace_back(std::move(table));
    report.blocks.emplace_back(next_lines(run, standing, session));
    return report;
}

cli::Report status(RunStatusOptions const &o, Session &session)
{
    return o.run ? one(*o.run, session) : list(o, session);
}

constexpr cli::Param k_status_params[] = {
    cli::param<&RunStatusOptions::run>("run", "", "Run, or the beginning of its id; none: the newest ones",
                                       cli::Complete::runs),
    cli::param<&RunStatusOptions::first>("--first", "N", "How many runs"),
};
constexpr cli::Example k_status_examples[] = {
    {"omactl runbook status", "which runs there are, and how they stand"},
    {"omactl runbook status 01JDB8", "one of them, line by line, while it runs"},
};
Verb<RunStatusOptions> const g_status{{.path = "runbook status",
                                       .summary = "Show how runs stand, also from another terminal",
                                       .details =
                                           "Cut short is a run that ended without a word: killed, or its machine died. "
                                           "It can be resumed.",
                                       .params = k_status_params,
                                       .examples = k_status_examples},
                                      status};

}  // namespace

}  // namespace omactl::cmd
