#include "cmd/runbook_run.hpp"

#include "cmd/runbook_session.hpp"
#include "cmd/runbook_undo.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/core/ulid.hpp"
#include "lib/runbook/changed.hpp"
#include "lib/runbook/lint.hpp"
#include "lib/runbook/rehearsal.hpp"
#include "lib/runbook/runner.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

using runbook::Page;
using runbook::Record;
using runbook::RunState;

struct RunResumeOptions {
    std::string run;
    std::optional<std::string> page;
    std::optional<std::string> from;
};

// Each line is a change of its own, with its own limits and plan.
void refuse_options_of_lines(Session &session)
{
    auto const &change = session.context().change;
    if (change.confirm || change.max || change.plan_out || change.wait_lock)
        throw Error{Fault::usage,
                    "a run takes no --confirm, --max, --plan-out or --wait-lock: they belong to its lines",
                    "write them into the page, or look with --dry-run"};
}

std::string lock_path(std::string const &page, Session &session)
{
    return fmt::format("{}/.locks/{}-{}", runs_folder(session), session.env_name(), page);
}

Fd lock_page(std::string const &page, std::string const &run, Session &session)
{
    std::string holder;
    auto const now = human_time(session.context().clock.now());
    auto lock = runbook::try_lock(lock_path(page, session), fmt::format("{} {} {}", run, session.who(), now), holder);
    if (lock) return std::move(*lock);
    auto const id = holder.substr(0, holder.find(' '));
    throw Error{Fault::conflict,
                fmt::format("{} is being run in {} already: {}", page, session.env_name(), printable(holder)),
                fmt::format("omactl runbook status {0}\nomactl runbook stop {0}", id)};
}

bool can_be_undone(RunState const &run, Session &session)
{
    return std::ranges::any_of(made_by(run.id, session), [](runbook::Made const &one) {
        return one.has_undo && one.state != runbook::Made::State::nothing;
    });
}

cli::Json summary_json(Page const &page, RunState const &run, std::string_view status, bool undo)
{
    cli::Json steps = cli::Json::array();
    for (auto const &unit : runbook::units_of(page)) {
        auto const *state = run.find(unit.key);
        cli::Json one{
            {"step", unit.step->name}, {"line", unit.line.text}, {"status", name_of(run.standing_of(unit.key))}};
        one["why"] = state && !state->why.empty() ? cli::Json(state->why) : cli::Json{};
        steps.push_back(std::move(one));
    }
    return {{"run", run.id},     {"runbook", page.name},
            {"target", run.env}, {"status", status},
            {"steps", steps},    {"undo", undo ? cli::Json("omactl runbook undo " + run.id) : cli::Json{}}};
}

void show_summary(Page const &page, RunState const &run, std::string_view status, Session &session)
{
    auto &context = session.context();
    bool const undo = can_be_undone(run, session);
    if (context.globals.output != cli::Output::table) {
        context.io.out(cli::dump(summary_json(page, run, status, undo), 2) + "\n");
        return;
    }
    if (status != "done") return;
    std::int64_t done = 0, left_out = 0;
    for (auto const &unit : run.units) ++(unit.standing == runbook::Standing::done ? done : left_out);
    auto const id = short_run(run.id, session);
    context.io.out(fmt::format("{}: done, {}{}\n", page.name, counted(done, "line"),
                               left_out == 0 ? "" : fmt::format("; {} not run", left_out)));
    context.say(fmt::format("{}Report: omactl runbook report {}\n",
                            undo ? fmt::format("Undo: omactl runbook undo {}    ", id) : "", id));
}

Fault run_to_the_end(Page const &page, RunState &run, Record &record, runbook::RunOptions const &o, Session &session)
{
    runbook::Hands hands{session.context(), run.env, record, run.id,
                         [&session](std::string const &id) { return made_by(id, session); }};
    runbook::Runner runner{page, run, record, hands, session.context(), o};
    try {
        runner.run();
    } catch (Error const &) {
        show_summary(page, run, "stopped", session);
        if (is_undo_wanted(record)) undo_run(record, session);
        throw;
    }
    show_summary(page, run, "done", session);
    return Fault::ok;
}

cli::Json begun(Page const &page, runbook::Values const &values, Session &session)
{
    cli::Json json{{"page", page.name},
                   {"path", page.path},
                   {"title", page.title},
                   {"env", session.env_name()},
                   {"who", session.who()},
                   {"host", session.host()},
                   {"reason", session.context().change.reason.value_or("")},
                   {"argv", session.context().argv},
                   {"text", page.text}};
    json["values"] = cli::Json::object();
    for (auto const &[name, value] : values) json["values"][name] = value;
    return json;
}

void need_rehearsal_ground(bool rehearse, Session &session)
{
    if (rehearse && session.is_protected())
        throw Error{Fault::declined, fmt::format("--rehearse is not for {}, which is protected", session.env_name()),
                    "omactl drill NAME"};
}

}  // namespace

Fault run_page(RunPageOptions const &o, Session &session)
{
    refuse_options_of_lines(session);
    auto const page = find_page(o.page, session);
    refuse_problems(page, runbook::lint(page));
    auto const values = runbook::values_for(page, o.settings);
    refuse_values(page, values);
    if (o.from) runbook::need_step(page, *o.from);
    auto &context = session.context();
    auto const id = ulid(context.clock.now());
    Record record{runs_folder(session) + "/" + id, context.clock, context.secrets};
    if (context.change.dry_run) {
        runbook::Hands hands{context, session.env_name(), record, id, {}};
        return runbook::dry_run(page, values, hands, context);
    }
    need_rehearsal_ground(o.rehearse, session);
    auto const lock = lock_page(page.name, id, session);
    record.create();
    record.take();
    RunState run;
    run.id = id;
    runbook::advance(run, record.append("begun", begun(page, values, session)));
    context.say(fmt::format("{}: {}  run {}, {}\n", page.name, printable(page.title), id,
                            counted(std::ssize(page.steps), "step")));
    return run_to_the_end(page, run, record, {o.from, context.change.yes, o.rehearse}, session);
}

namespace {

// --- resume ---------------------------------------------------------------------------------------

/// The page to go on with: as it was begun, unless its file was changed and the new one is wanted.
Page page_to_resume(RunState const &run, RunResumeOptions const &o, Session &session)
{
    if (o.page && *o.page != "old" && *o.page != "new")
        throw Error{Fault::usage, fmt::format("--page is old or new, not '{}'", printable(*o.page)), "--page new"};
    auto old = runbook::parse_page(run.page, run.path, run.text);
    auto const text = read_if_there(run.path);
    if (!text || *text == run.text || o.page == "old") return old;
    auto &context = session.context();
    if (!o.page) {
        context.say(
            fmt::format("{} was changed since this run began:\n{}", run.path, runbook::difference(run.text, *text)));
        auto const said =
            context.io.can_ask() ? context.io.ask("Go on with the [n]ew page, the [o]ld one, or stop? ") : std::nullopt;
        if (said == "o" || said == "old") return old;
        if (said != "n" && said != "new")
            throw Error{context.io.can_ask() ? Fault::declined : Fault::conflict,
                        "the page was changed since the run began",
                        fmt::format("omactl runbook resume {} --page new|old", run.id)};
    }
    return runbook::parse_page(run.page, run.path, *text);
}

Fault resume_run(RunResumeOptions const &o, Session &session)
{
    refuse_options_of_lines(session);
    auto record = find_record(o.run, session);
    auto run = read_run(record);
    if (say_it_never_began(run, session)) return Fault::ok;
    if (run.env != session.env_name())
        throw Error{Fault::usage,
                    fmt::format("the run is one of environment '{}', not '{}'", run.env, session.env_name()),
                    fmt::format("omactl -e {} runbook resume {}", shell_quoted(run.env), o.run)};
    if (run.outcome == "done" || run.outcome == "undone") {
        session.context().say(fmt::format("run {} is {}: nothing to resume\n", run.id, run.outcome));
        return Fault::ok;
    }
    if (session.context().change.dry_run)
        throw Error{Fault::usage, "a resume has no dry run", "omactl runbook status " + run.id};
    auto const lock = lock_page(run.page, run.id, session);
    if (!record.take())
        throw Error{Fault::conflict, fmt::format("run {} is alive, or its last line still is", run.id),
                    "omactl runbook status " + run.id};
    auto const page = page_to_resume(run, o, session);
    refuse_problems(page, runbook::lint(page, run.values));
    if (o.from) runbook::need_step(page, *o.from);
    record.forget_stop();
    runbook::advance(run, record.append("resumed", {{"who", session.who()}, {"text", page.text}}));
    return run_to_the_end(page, run, record, {o.from, session.context().change.yes, false}, session);
}

constexpr cli::Example k_run_examples[] = {
    {"omactl runbook run stuck-queue --set queue=sites", "step by step; asks before each change"},
    {"omactl runbook run ./my-page.md --dry-run", "look at all of it first"},
};
Action<RunPageOptions> const g_run{{.path = "runbook run",
                                    .kind = cli::Kind::change,
                                    .summary = "Run a runbook, step by step",
                                    .details = k_run_details,
                                    .params = k_run_params,
                                    .examples = k_run_examples},
                                   run_page};

constexpr cli::Param k_resume_params[] = {
    cli::param<&RunResumeOptions::run>("run", "", "Run, or the beginning of its id", cli::Complete::runs),
    cli::param<&RunResumeOptions::page>("--page", "old|new", "Which to go on with when the page was changed"),
    cli::param<&RunResumeOptions::from>("--from", "STEP", "Skip what stands before this step"),
};
constexpr cli::Example k_resume_examples[] = {
    {"omactl runbook resume 01JDB8", "go on where it stopped; what is in doubt is asked of its operation"},
};
Action<RunResumeOptions> const g_resume{{.path = "runbook resume",
                                         .kind = cli::Kind::change,
                                         .summary = "Go on with a run that stopped",
                                         .details =
                                             "What is done stays done. A line that was under way is asked of the "
                                             "operation that it made:\nresumed when it is midway, verified when it is "
                                             "done, begun again when nothing had happened.",
                                         .params = k_resume_params,
                                         .examples = k_resume_examples},
                                        resume_run};

}  // namespace

}  // namespace omactl::cmd
