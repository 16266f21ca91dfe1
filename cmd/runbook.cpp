#include "cmd/runbook_session.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/pager.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/library.hpp"
#include "lib/runbook/lint.hpp"
#include "lib/runbook/render.hpp"
#include "lib/runbook/written.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

// --- runbook ls -----------------------------------------------------------------------------------

struct RunbookLsOptions {};

cli::Report ls(RunbookLsOptions const &, Session &session)
{
    auto const folders = runbook_folders(session);
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"RUNBOOK"}, {"TITLE", false, true}, {"NEEDS"}}, {}};
    for (auto const &name : runbook::names(folders)) {
        auto const page = runbook::read_page(runbook::path_of(name, folders));
        cli::Json parameters = cli::Json::array();
        for (auto const &one : page.parameters) parameters.push_back(one.name);
        report.data.push_back({{"runbook", name},
                               {"title", page.title},
                               {"needs", page.needs},
                               {"parameters", parameters},
                               {"steps", page.steps.size()},
                               {"path", page.path}});
        table.rows.push_back({name, printable(page.title), fmt::format("{}", fmt::join(page.needs, ", "))});
    }
    if (table.rows.empty())
        report.blocks.emplace_back("No runbooks: runbooks = \"FOLDER\" in the configuration names yours.\n");
    else
        report.blocks.emplace_back(std::move(table));
    return report;
}

constexpr cli::Example k_ls_examples[] = {{"omactl runbook ls", "the pages that there are, with their titles"}};
Verb<RunbookLsOptions> const g_ls{{.path = "runbook ls",
                                   .summary = "List the runbooks",
                                   .details =
                                       "Those of the configured folder (runbooks = \"…\") and those that came with "
                                       "omactl; of two with\none name the team's own counts.",
                                   .examples = k_ls_examples},
                                  ls};

// --- runbook show ---------------------------------------------------------------------------------

struct RunbookShowOptions {
    std::string page;
    bool markdown = false;
    std::vector<std::string> settings;
};

Fault show(RunbookShowOptions const &o, Session &session)
{
    auto &context = session.context();
    auto const page = find_page(o.page, session);
    if (context.globals.output == cli::Output::json || context.globals.output == cli::Output::jsonl)
        throw Error{Fault::usage, "runbook show is text; there is no JSON of it", "omactl runbook ls --json"};
    if (!o.markdown) {
        cli::page(runbook::shown(page, context.io), context);
        return Fault::ok;
    }
    auto const values = runbook::values_for(page, o.settings);
    refuse_problems(page, runbook::lint(page, values));
    context.io.out(runbook::filled_page(page, values));
    return Fault::ok;
}

constexpr cli::Param k_show_params[] = {
    cli::param<&RunbookShowOptions::page>("page", "", "Name of a runbook, or the path of one", cli::Complete::runbooks),
    cli::param<&RunbookShowOptions::markdown>("--markdown", "", "As Markdown, with the parameters filled in"),
    cli::verbatim_param<&RunbookShowOptions::settings>("--set", "NAME=VALUE", "Value of a parameter, for --markdown"),
};
constexpr cli::Example k_show_examples[] = {
    {"omactl runbook show stuck-queue", "read it in the terminal"},
    {"omactl runbook show stuck-queue --markdown --set queue=sites", "ready to be pasted into a wiki or a channel"},
};
Action<RunbookShowOptions> const g_show{
    {.path = "runbook show",
     .summary = "Read a runbook",
     .details = "On a terminal through $PAGER (less). --markdown writes the page with its values filled in, so that "
                "every\nline can be pasted as it stands.",
     .params = k_show_params,
     .examples = k_show_examples},
    show};

// --- runbook lint ---------------------------------------------------------------------------------

struct RunbookLintOptions {
    std::vector<std::string> pages;
};

std::vector<std::string> paths_to_lint(RunbookLintOptions const &o, Session &session)
{
    auto const folders = runbook_folders(session);
    std::vector<std::string> paths;
    for (auto const &name : o.pages.empty() ? runbook::names(folders) : o.pages)
        paths.push_back(runbook::path_of(name, folders));
    return paths;
}

cli::Report lint_pages(RunbookLintOptions const &o, Session &session)
{
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    auto const paths = paths_to_lint(o, session);
    std::string text;
    for (auto const &path : paths) {
        for (auto const &problem : runbook::lint(runbook::read_page(path))) {
            report.data.push_back(
                {{"file", path}, {"line", problem.line}, {"message", problem.message}, {"hint", problem.hint}});
            text += fmt::format("{}:{}: {}\n", printable(path), problem.line, printable(problem.message));
            for (auto const line : split(problem.hint, '\n'))
                if (!line.empty()) text += fmt::format("    {}\n", printable(line));
        }
    }
    if (!report.data.empty()) report.fault = Fault::found;
    auto const found = std::ssize(report.data);
    text += found == 0 ? fmt::format("{}: nothing wrong\n", counted(std::ssize(paths), "page"))
                       : fmt::format("{} in {}\n", counted(found, "problem"), counted(std::ssize(paths), "page"));
    report.blocks.emplace_back(std::move(text));
    return report;
}

constexpr cli::Param k_lint_params[] = {
    cli::param<&RunbookLintOptions::pages>("page", "", "Names or paths; none: all there are", cli::Complete::runbooks),
};
constexpr cli::Example k_lint_examples[] = {
    {"omactl runbook lint", "all pages; status 3 when something is wrong with one"},
    {"omactl runbook lint ./redis-crash.md", "one that is being written"},
};
Verb<RunbookLintOptions> const g_lint{
    {.path = "runbook lint",
     .summary = "Check runbooks against the commands that there are",
     .details = "Every line, condition and verification is bound to its command with all its options, as if it were\n"
                "run; nobody is contacted. See omactl-runbook(5).",
     .params = k_lint_params,
     .examples = k_lint_examples},
    lint_pages};

}  // namespace

}  // namespace omactl::cmd
