#include "cmd/runbook_session.hpp"

#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"
#include "lib/runbook/library.hpp"
#include "lib/runbook/lint.hpp"
#include "lib/runbook/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace omactl::cmd {

using runbook::Made;

std::vector<std::string> runbook_folders(Session &session)
{
    return runbook::folders(session.config().runbooks());
}

runbook::Page find_page(std::string const &name, Session &session)
{
    auto const path = runbook::path_of(name, runbook_folders(session));
    return runbook::read_page(std::filesystem::absolute(path).lexically_normal().string());
}

void refuse_problems(runbook::Page const &page, std::vector<runbook::Problem> const &problems)
{
    if (problems.empty()) return;
    auto const &first = problems.front();
    auto hint = first.hint;
    if (problems.size() > 1)
        hint += fmt::format("{}{} in all: omactl runbook lint {}", hint.empty() ? "" : "\n", problems.size(),
                            shell_quoted(page.path));
    throw Error{Fault::usage, fmt::format("{}:{}: {}; nothing was run", page.path, first.line, first.message), hint};
}

void refuse_values(runbook::Page const &page, runbook::Values const &values)
{
    auto const problems = runbook::lint(page, values);
    if (problems.empty()) return;
    auto const &first = problems.front();
    throw Error{Fault::usage, fmt::format("{}:{}: {}; nothing was run", page.path, first.line, first.message),
                first.hint.empty() ? "another value: --set NAME=VALUE" : first.hint};
}

std::string runs_folder(Session &session)
{
    return state_folder(session.context().environ) + "/runs";
}

runbook::Record find_record(std::string_view prefix, Session &session)
{
    auto const folder = runs_folder(session);
    return {folder + "/" + runbook::find_run(folder, prefix), session.context().clock, session.context().secrets};
}

runbook::RunState read_run(runbook::Record const &record)
{
    return runbook::state_of(record.id(), record.events());
}

bool say_it_never_began(runbook::RunState const &run, Session &session)
{
    if (run.began.empty()) session.context().say(fmt::format("run {} never began: nothing was done\n", run.id));
    return run.began.empty();
}

std::vector<Made> made_by(std::string const &run, Session &session)
{
    std::vector<Made> all;
    for (auto const &entry : session.journal().entries()) {
        auto const &tag = entry.plan.run;
        if (!tag.starts_with(run + ":")) continue;
        Made made{std::stoi(tag.substr(run.size() + 1)), entry.id, entry.plan.command, entry.plan.target,
                  entry.plan.env};
        using op::State;
        if (entry.state == State::done)
            made.state = Made::State::done;
        else if (entry.state == State::failed || entry.state == State::closed || entry.state == State::undone)
            made.state = Made::State::nothing;
        made.has_undo = !entry.plan.undo.empty() && entry.plan.undoes.empty();
        all.push_back(std::move(made));
    }
    return all;
}

std::string_view standing_of(runbook::RunState const &run, runbook::Record const &record)
{
    if (record.is_alive()) return "running";
    if (run.outcome.empty()) return "cut short";
    return run.outcome;
}

bool is_run_alive(std::string_view tag, Session &session)
{
    auto const id = tag.substr(0, tag.find(':'));
    if (id.empty()) return false;
    auto const folder = fmt::format("{}/{}", runs_folder(session), id);
    return runbook::Record{folder, session.context().clock, session.context().secrets}.is_alive();
}

std::string own_run(Session &session)
{
    auto const tag = session.context().environ.get(runbook::k_run_variable).value_or("");
    return tag.substr(0, tag.find(':'));
}

Far how_far(runbook::Page const &page, runbook::RunState const &run)
{
    Far far{page.steps.size(), page.steps.size(), page.steps.empty() ? "" : page.steps.back().name};
    for (auto const &unit : runbook::units_of(page)) {
        auto const standing = run.standing_of(unit.key);
        if (standing == runbook::Standing::todo || standing == runbook::Standing::started ||
            standing == runbook::Standing::failed || standing == runbook::Standing::applied)
            return {unit.step_number, page.steps.size(), unit.step->name};
    }
    return far;
}

std::string short_run(std::string const &id, Session &session)
{
    std::size_t length = 10;
    for (auto const &other : runbook::run_ids(runs_folder(session))) {
        if (other == id) continue;
        auto const differ = std::mismatch(id.begin(), id.end(), other.begin(), other.end());
        length = std::max(length, static_cast<std::size_t>(differ.first - id.begin()) + 1);
    }
    return id.substr(0, length);
}

}  // namespace omactl::cmd
