#include "lib/papers/man.hpp"
#include "lib/papers/mdoc.hpp"

namespace omactl::papers {

namespace {

constexpr std::string_view k_form =
    "A runbook is one Markdown file, good to read on a wiki as it is.\n"
    "It begins with front matter in YAML: `title`, `symptoms` (what a pager or a status line says), `needs`\n"
    "(the services that it asks) and `parameters`.\n"
    "Each heading of the second level is a step, its prose what the engineer reads, its fenced `omactl`\n"
    "blocks at the left edge what runs: one command a line, beginning with `omactl`, so that it can be pasted\n"
    "as it stands. Blanks part words; quotation marks hold them together as in a shell. What a shell would do\n"
    "besides (variables, pipes, patterns, comments) is refused.\n"
    "No `--yes`, no `--confirm` and no environment stand in a page.\n\n"
    "A step without a block is for a person: it waits for done, skip or stop, and takes an observation.\n"
    "A block of `sh` is shown, and run only after a question of its own.\n"
    "There are no loops and no expressions: what needs code becomes a command.";

constexpr std::string_view k_parameters =
    "Under `parameters` each name has a `type`, and may have a `default` and a `help`.\n"
    "Types are `text`, `queue`, `integer`, `duration`, `size`, and a list of the values that it may have.\n"
    "One without a default has to be given: `omactl run PAGE --set NAME=VALUE`.\n\n"
    "`{{name}}` stands for it in a line. The value is put in as one argument and never split again, whatever\n"
    "characters are in it; control characters are refused, and so is a value that would become an option.\n"
    "A line that is pasted with the braces in it is refused by the command line.";

constexpr std::string_view k_runs =
    "Each line runs as an omactl of its own, and is what a resumed run goes on with. A line that looks is done\n"
    "with status 0 and with 3, found; one that changes with 0 alone.\n\n"
    "Everything is checked before the first step. What is decided is on disk before the next line:\n"
    "`omactl runbook resume RUN` goes on after a crash, asking the operation that a line had made how far it came.\n"
    "A page that was changed meanwhile is shown as a difference first. `omactl runbook undo RUN` puts back,\n"
    "last first, what the lines did. A pause that a page finds in place stays there.\n\n"
    "When the disk is full and a decision can't be recorded, the run stops before the next line, with 9 when it\n"
    "had changed something and 1 when not; it goes on once there is room, and does nothing a second time.\n\n"
    "`--yes` covers the lines that can be undone; others ask. Without a terminal, what has to be asked ends the\n"
    "run with 7. A run that ends after it changed something has status 9.";

constexpr std::string_view k_drills =
    "Beside PAGE.md a file PAGE.drill.yaml makes a drill of it: `omactl drill PAGE` starts the real servers\n"
    "that the page needs, breaks them as the file says, and looks in the end whether all is mended and nothing\n"
    "was lost or done twice. Its keys are `title`, `pager` (what the engineer is told), `symptom` (a command\n"
    "that must find something then), `set` (values of the page's parameters), `break`, `people` (what is done\n"
    "at a step for a person, by its name, when the page is run alone) and `mended`, commands that must end with 0.\n"
    "In a command `{{name}}` stands for what `set` says. `page: PAGE` makes it a drill of a page of another name,\n"
    "so that one page has several.\n\n"
    "Under `break` and `people` may stand, of every sandbox, `restart: SERVICE`, `wait: DUR`, and `quiet: DUR`,\n"
    "during which nothing may be worked on; of Redis `jobs: { queue, count, distinct }`, `workers: { queues, count, "
    "pace }`,\n"
    "and `killed: { queues, count, ago }` for workers that die with a job in hand; of PostgreSQL\n"
    "`writers: { count }`, whose commits are counted in the end, `pileup: { table, readers }`, a transaction that\n"
    "somebody left open, a migration behind it and everybody else behind the migration, `sort: { rows }`, a query\n"
    "that has no end and fills the disk, `crowd: { leave }`, which takes all connections but so many, and\n"
    "`stopped: postgres`, as if the power had failed.";

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
                                       "  queue: { type: queue, help: the one that does not move }\n"
                                       "---\n"
                                       "## See why\n"
                                       "```omactl\n"
                                       "omactl queue why {{queue}}\n"
                                       "```\n"
                                       "## Take the duplicates out\n"
                                       "```omactl verify=\"queue why {{queue}}\" within=1m\n"
                                       "omactl queue clear {{queue}} --duplicates\n"
                                       "```";

}  // namespace

Page runbook_page()
{
    Mdoc page{"omactl-runbook", 5, "the Markdown files that omactl runs"};
    page.heading("DESCRIPTION");
    page.paragraphs(k_form);
    page.subheading("Parameters");
    page.paragraphs(k_parameters);
    page.subheading("Attributes of a block");
    page.line("They follow the word behind the fence:");
    page.begin_list();
    for (auto const &[macros, meaning] : k_attributes) {
        page.item(macros);
        page.paragraphs(meaning);
    }
    page.end_list();
    page.heading("RUNS");
    page.paragraphs(k_runs);
    page.heading("DRILLS");
    page.paragraphs(k_drills);
    page.heading("EXAMPLES");
    page.literal(k_example);
    page.heading("SEE ALSO");
    page.line(".Xr omactl 1 ,\n.Xr omactl-config 5 ,\n.Xr omactl-exit-status 7");
    return {"omactl-runbook.5", page.text()};
}

}  // namespace omactl::papers
