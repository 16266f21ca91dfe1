#include "cmd/drill_order.hpp"
#include "cmd/runbook_session.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/library.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

// --- drill NAME -----------------------------------------------------------------------------------

struct DrillOptions {
    std::string name;
    bool automatic = false;
};

Fault practise(DrillOptions const &o, Session &session)
{
    static_cast<void>(runbook::drill_path(o.name, runbook_folders(session)));
    become_drill("practise", {{"name", o.name}, {"auto", o.automatic}}, session);
}

constexpr cli::Param k_params[] = {
    cli::param<&DrillOptions::name>("name", "", "Name of a drill, often its runbook's", cli::Complete::drills),
    cli::param<&DrillOptions::automatic>("--auto", "", "Run the page alone and ask nobody"),
};
constexpr cli::Example k_examples[] = {
    {"omactl drill stuck-queue", "real servers, broken for real; the page is yours to run"},
    {"omactl drill stuck-queue --auto", "watch the page do it"},
};
Action<DrillOptions> const g_drill{
    {.path = "drill",
     .summary = "Practise a runbook on servers broken on purpose",
     .details = "Starts what the page needs on this machine, in a folder of its own, breaks it, shows what the pager\n"
                "would, and hands over a shell; afterwards it looks whether all is mended and no job was lost or\n"
                "done twice. Nothing is left when it ends, however it ends. Your own services are not touched.\n"
                "Status 3: not mended.",
     .params = k_params,
     .examples = k_examples},
    practise};

// --- drill ls -------------------------------------------------------------------------------------

struct DrillLsOptions {};

cli::Report ls(DrillLsOptions const &, Session &session)
{
    auto const folders = runbook_folders(session);
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"DRILL"}, {"RUNBOOK"}, {"TITLE", false, true}, {"NEEDS"}}, {}};
    for (auto const &name : runbook::drill_names(folders)) {
        auto const page = runbook::read_page(runbook::page_of_drill(name, folders));
        report.data.push_back({{"drill", name},
                               {"runbook", page.name},
                               {"title", page.title},
                               {"needs", page.needs},
                               {"path", runbook::drill_path(name, folders)}});
        table.rows.push_back({name, page.name, printable(page.title), fmt::format("{}", fmt::join(page.needs, ", "))});
    }
    if (table.rows.empty())
        report.blocks.emplace_back("No drills: a file NAME.drill.yaml beside a page NAME.md is one.\n");
    else
        report.blocks.emplace_back(std::move(table));
    return report;
}

constexpr cli::Example k_ls_examples[] = {{"omactl drill ls", "what can be practised"}};
Verb<DrillLsOptions> const g_ls{
    {.path = "drill ls", .summary = "List the drills", .details = {}, .examples = k_ls_examples}, ls};

// --- drill start, drill stop ----------------------------------------------------------------------

struct DrillStartOptions {
    std::optional<std::string> name;
};

Fault start(DrillStartOptions const &o, Session &session)
{
    become_drill("start", {{"name", o.name.value_or("")}}, session);
}

constexpr cli::Param k_start_params[] = {
    cli::param<&DrillStartOptions::name>("name", "", "A drill whose trouble is to be there", cli::Complete::drills),
};
constexpr cli::Example k_start_examples[] = {
    {"omactl drill start", "prints the lines that point a shell at it: eval \"$(omactl drill start)\""},
    {"omactl drill start stuck-queue", "broken as that drill says, to be looked at from several terminals"},
};
Action<DrillStartOptions> const g_start{
    {.path = "drill start",
     .summary = "Start real servers to try omactl on",
     .details = "They run in the background, on this machine only, until `omactl drill stop`, as the environment\n"
                "`sandbox` of a configuration of their own. stdout has the lines for the shell.",
     .params = k_start_params,
     .examples = k_start_examples},
    start};

struct DrillStopOptions {};

Fault stop(DrillStopOptions const &, Session &session)
{
    become_drill("stop", cli::Json::object(), session);
}

constexpr cli::Example k_stop_examples[] = {{"omactl drill stop", "neither process nor file is left"}};
Action<DrillStopOptions> const g_stop{
    {.path = "drill stop", .summary = "End the sandbox", .details = {}, .examples = k_stop_examples}, stop};

}  // namespace

}  // namespace omactl::cmd
