#include "lib/papers/man.hpp"
#include "lib/papers/mdoc.hpp"

namespace omactl::papers {

namespace {

constexpr std::string_view k_form =
    "A runbook is one Markdown file, good to read on a wiki as it is.\n"
    "It begins with front matter in YAML: `title`, `symptoms`, `needs` (services) and `parameters`.\n"
    "Each heading of the second level is a step, its prose what the engineer reads, its fenced `omactl`\n"
    "blocks what runs: one command a line, beginning with `omactl`, so that it can be pasted as it stands.\n"
    "No `--yes` and no `--confirm` stand in a page.\n\n"
    "Each line runs as an omactl of its own, and is what a resumed run goes on with.\n"
    "A step without a block is for the human: it waits for done, skip or stop, and takes a pasted observation.\n"
    "A block of `sh` is shown, and run only after a question of its own.\n\n"
    "`{{name}}` is a parameter, put in as one argument and never split again.\n"
    "A line that is pasted with it is refused by the command line.\n"
    "There are no loops and no expressions.";

struct Attribute {
    std::string_view macros, meaning;
};

constexpr Attribute k_attributes[] = {
    {R"(Ic if Ns =\(dq Ns Ar COMMAND Ns \(dq , Ic unless Ns =\(dq Ns Ar COMMAND Ns \(dq)",
     "A reading omactl command decides: status 0 is yes, 3 is no, and anything else stops the run."},
    {R"(Ic verify Ns =\(dq Ns Ar COMMAND Ns \(dq Ic within Ns = Ns Ar DUR)",
     "The command is asked again until it ends with 0; the time is required."},
    {R"(Ic undo Ns =\(dq Ns Ar COMMAND Ns \(dq)",
     "What takes the step back, last step first, where the commands bring no undo of their own."},
    {"Ic on\\-failure Ns = Ns Ar ask | retry:N | stop | continue",
     "What happens when a line fails. `ask` offers to try again, to skip with a reason, to undo or to stop; it\n"
     "is the default on a terminal, `stop` elsewhere."},
    {"Ic human", "Ask even under `--yes`."},
};

constexpr std::string_view k_example = "---\n"
                                       "title: A queue does not move\n"
                                       "needs: [redis]\n"
                                       "parameters:\n"
                                       "  queue: {ask: Which queue?}\n"
                                       "---\n"
                                       "## See why\n"
                                       "```omactl\n"
                                       "omactl queue why {{queue}}\n"
                                       "```\n"
                                       "## Take the duplicates out\n"
                                       "```omactl verify=\"omactl queue ls\" within=1m\n"
                                       "omactl queue clear {{queue}} --duplicates\n"
                                       "```";

}  // namespace

Page runbook_page()
{
    Mdoc page{"omactl-runbook", 5, "the Markdown files that omactl runs"};
    page.heading("DESCRIPTION");
    page.paragraphs(k_form);
    page.subheading("Attributes of a block");
    page.line("They follow the word behind the fence:");
    page.begin_list();
    for (auto const &[macros, meaning] : k_attributes) {
        page.item(macros);
        page.paragraphs(meaning);
    }
    page.end_list();
    page.heading("EXAMPLES");
    page.literal(k_example);
    page.heading("SEE ALSO");
    page.line(".Xr omactl 1 ,\n.Xr omactl-config 5 ,\n.Xr omactl-exit-status 7");
    return {"omactl-runbook.5", page.text()};
}

}  // namespace omactl::papers
