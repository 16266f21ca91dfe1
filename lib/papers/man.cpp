#include "lib/papers/man.hpp"

#include "lib/cli/common_options.hpp"
#include "lib/cli/context.hpp"
#include "lib/cli/help.hpp"
#include "lib/papers/command_parts.hpp"

#include <fmt/format.h>

#include <set>

namespace omactl::papers {

namespace {

std::string first_word(cli::Command const &command)
{
    return std::string(command.spec().path.substr(0, command.spec().path.find(' ')));
}

// "queue", "workers": the words that only lead to commands.
std::set<std::string> groups()
{
    std::set<std::string> names;
    for (auto const *command : cli::commands())
        if (auto const word = first_word(*command); word != command->spec().path) names.insert(word);
    return names;
}

std::vector<cli::Command const *> single_commands()
{
    std::vector<cli::Command const *> found;
    for (auto const *command : cli::commands())
        if (first_word(*command) == command->spec().path) found.push_back(command);
    return found;
}

void add_common_options(Mdoc &page)
{
    page.heading("OPTIONS");
    page.line("Every command has these; they may stand before or after its words:");
    cli::Globals const globals;
    add_params(page, cli::common_params(), &globals, true);
    page.paragraphs("What changes something has besides:");
    cli::ChangeOptions const change;
    add_params(page, cli::change_params(), &change, true);
    page.paragraphs("Durations read 90s, 5m, 2h30m, 7d; sizes 512k, 1.5GiB; rates 200/s.\n"
                    "What stands after `--` is never an option.");
}

void add_environment(Mdoc &page)
{
    page.heading("ENVIRONMENT");
    page.begin_list();
    for (auto const &[name, meaning] : cli::environment_variables()) {
        page.item("Ev " + mdoc_literal(name));
        page.prose(fmt::format("{}.", meaning));
    }
    page.end_list();
}

void add_files(Mdoc &page)
{
    page.heading("FILES");
    page.begin_list();
    page.item("Pa ~/.config/omactl/config.toml , /etc/omactl/config.toml");
    page.line("The configuration; see");
    page.line(".Xr omactl-config 5 .");
    page.item("Pa ~/.local/state/omactl/journal.jsonl");
    page.line("The record of every operation.");
    page.item("Pa ~/.local/state/omactl/archive");
    page.line("What operations removed and can put back.");
    page.end_list();
}

void add_see_also(Mdoc &page, std::string_view own)
{
    std::vector<std::string> pages;
    if (own != "omactl") pages.emplace_back(".Xr omactl 1");
    if (own == "omactl")
        for (auto const &group : groups()) pages.push_back(fmt::format(".Xr omactl-{} 1", group));
    for (auto const *other : {"config 5", "runbook 5", "exit-status 7"})
        if (own != other) pages.push_back(fmt::format(".Xr omactl-{}", other));
    page.heading("SEE ALSO");
    page.line(fmt::format("{}", fmt::join(pages, " ,\n")));
}

constexpr std::string_view k_overview =
    "omactl is for the engineer on call: it shows what is wrong with an application's services, and changes\n"
    "them so that the change can be taken back.\n"
    "Every change is planned, shown, confirmed, saved, applied, verified and recorded;\n"
    "`omactl undo ID` reverses it, `omactl resume ID` goes on with what was interrupted.\n"
    "With `--dry-run` a command does all of its reads and shows exactly what it would write.\n\n"
    "`omactl` alone prints a map by the questions one has; `omactl GROUP` lists a group, and\n"
    "`omactl help TOPIC` has more.\n"
    "A word that is no command runs the program `omactl-WORD` of PATH.\n\n"
    "The result goes to standard output, talk to standard error; with `--json` both are for programs.";

}  // namespace

Page overview_page()
{
    Mdoc page{"omactl", 1, "runbooks that run"};
    page.heading("SYNOPSIS");
    page.line(".Nm omactl\n.Ar command\n.Op Ar argument ...\n.Op Ar options");
    page.line(".Nm omactl help\n.Op Ar command | group | topic");
    page.line(".Nm omactl\n.Fl \\-version");
    page.heading("DESCRIPTION");
    page.paragraphs(k_overview);
    page.heading("GROUPS");
    page.begin_list();
    for (auto const &group : groups()) {
        page.item(fmt::format("Xr omactl-{} 1", group));
        page.prose(fmt::format("{}.", cli::group_summary(group)));
    }
    page.end_list();
    page.heading("COMMANDS");
    for (auto const *command : single_commands()) add_command(page, *command);
    add_common_options(page);
    add_environment(page);
    add_files(page);
    add_exit_statuses(page);
    add_see_also(page, "omactl");
    return {"omactl.1", page.text()};
}

Page group_page(std::string_view group)
{
    auto const name = fmt::format("omactl-{}", group);
    Mdoc page{name, 1, cli::group_summary(group)};
    page.heading("SYNOPSIS");
    for (auto const *command : cli::group_members(group)) add_synopsis(page, *command);
    page.heading("DESCRIPTION");
    page.line("The options that every command has besides, and what omactl does alike, are in");
    page.line(".Xr omactl 1 .");
    page.heading("COMMANDS");
    for (auto const *command : cli::group_members(group)) add_command(page, *command);
    add_exit_statuses(page);
    add_see_also(page, name);
    return {name + ".1", page.text()};
}

Page exit_status_page()
{
    Mdoc page{"omactl-exit-status", 7, "how a command of omactl ends"};
    page.heading("DESCRIPTION");
    page.paragraphs("Every command of omactl ends with one of the statuses below, and a script may rely on what each\n"
                    "promises.\n"
                    "With `--json` an error is an object on standard error, and standard output stays empty.\n"
                    "Below 128 nothing but omactl itself decides the status; a program that a signal ends has 128\n"
                    "and the signal's number.");
    add_exit_statuses(page);
    page.heading("EXAMPLES");
    page.line("Say something only when a check did not say that all is well:");
    page.literal("omactl status --quiet || echo \"status: $?\"");
    add_see_also(page, "exit-status 7");
    return {"omactl-exit-status.7", page.text()};
}

std::vector<Page> man_pages()
{
    std::vector<Page> pages{overview_page()};
    for (auto const &group : groups()) pages.push_back(group_page(group));
    pages.push_back(configuration_page());
    pages.push_back(runbook_page());
    pages.push_back(exit_status_page());
    return pages;
}

}  // namespace omactl::papers
