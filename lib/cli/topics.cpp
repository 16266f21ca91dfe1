#include "lib/cli/common_options.hpp"
#include "lib/cli/context.hpp"
#include "lib/cli/help.hpp"
#include "lib/cli/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace omactl::cli {

namespace {

std::string exit_status()
{
    std::vector<std::pair<std::string, std::string>> rows;
    for (FaultFact const &fact : fault_table())
        rows.emplace_back(fmt::format("{:>3}  {}", static_cast<int>(fact.fault), fact.name), std::string(fact.promise));
    return "How a command ends, and what a script may assume\n\n" + two_columns(rows) + "\n" +
           fill("Where several hold, 10 wins over 9, and 9 over 11. A predicate answers 0 or 3 only; 2 means "
                "wrong words or configuration. With --json an error is an object on stderr, and stdout stays empty.",
                2);
}

std::string options()
{
    Globals const globals;
    ChangeOptions const change;
    return "Options of every command; they may stand before or after its words\n\n" +
           param_rows(common_params(), &globals, true) + "\nOptions of every command that changes something\n\n" +
           param_rows(change_params(), &change, true) + "\n" +
           fill("Durations read 90s, 5m, 2h30m, 7d; sizes 512k, 1.5GiB; rates 200/s. What stands after -- is never "
                "an option.",
                2);
}

std::string environment()
{
    return "Variables that omactl reads\n\n" + two_columns(environment_variables()) + "\n" +
           fill("Secrets never come from options: they would stand in the process list.", 2);
}

std::string configuration()
{
    return "Where the configuration comes from, the first that is there\n\n"
           "  --config FILE\n"
           "  $OMACTL_CONFIG\n"
           "  $XDG_CONFIG_HOME/omactl/config.toml    (~/.config/omactl/config.toml)\n"
           "  /etc/omactl/config.toml\n\n" +
           fill("Never the current folder. Without a file there is one environment, named default, made of the usual "
                "variables, and protected unless every address is loopback or a socket.",
                2) +
           "\n"
           "  default = \"production\"\n\n"
           "  [env.production]\n"
           "  protected = true                   # ask before what can't be undone\n"
           "  alias = [\"prod\", \"p\"]\n\n"
           "  [env.production.redis]\n"
           "  url = { env = \"REDIS_URL\" }        # or { file = … }, { command = […] }\n\n"
           "  [env.production.queue]\n"
           "  kind = \"resque\"                    # or \"sidekiq\"\n"
           "  namespace = \"resque\"              # Sidekiq has none\n\n" +
           fill("Without a kind (and without a file) omactl looks whose keys are there, Resque's or Sidekiq's; with "
                "both it wants to be told.",
                2);
}

std::string pasted_lines()
{
    return "What wiki pages and chat programs do to a line, and what omactl does about it\n\n" +
           fill("A line that was mangled on its way is refused with status 2 and a hint that says what to type; "
                "nothing was contacted.",
                2) +
           "\n" +
           two_columns({
               {"–env", "A dash where hyphens stood: type --env"},
               {"sites␣--class", "A no-break space: the shell saw one word; type a space"},
               {"“stuck”", "Curly quotes don't quote: type straight ones"},
               {"{{queue}}", "A parameter of a runbook: put its value there"},
               {"--class ''", "An empty value: is a shell variable not set?"},
               {"--reason --yes", "An option where a value belongs"},
           }) +
           "\n" +
           fill("Free text, such as --reason, and JSON may have curly quotes and odd spaces in it. What really begins "
                "with a hyphen stands after --. A prompt throws away what was typed ahead, so the rest of a pasted "
                "block is no answer.",
                2);
}

std::string cron()
{
    return "What to run from cron, and how\n\n"
           "  omactl config cron -e production      prints the block, and tries it\n\n" +
           two_columns({
               {"omactl -q holds enforce", "Every minute: ends the holds whose time is over. It asks nothing"},
               {"omactl -q status", "Every few minutes: silent while all is well, else what needs attention, and 3"},
           }) +
           "\n" +
           fill("With --quiet what ends with 0 says nothing, unless it changed something: so a mail from cron is news. "
                "There is no colour and no question: what would ask ends with 7.\n\n"
                "cron runs lines in the home folder with PATH=/usr/bin:/bin and next to no variables: no REDIS_URL, "
                "no agent, no XDG_STATE_HOME. So a line names the program, the configuration and the environment, and "
                "secrets come from files or commands: url = { file = … }. `flock -n` keeps two runs of a line apart, "
                "--timeout ends one that hangs. A % in a line must be written \\%.",
                2);
}

struct Topic {
    std::string_view name;
    std::string (*text)();
};

constexpr std::array k_topics{
    Topic{"configuration", configuration}, Topic{"cron", cron},       Topic{"environment", environment},
    Topic{"exit-status", exit_status},     Topic{"options", options}, Topic{"pasted-lines", pasted_lines},
};

}  // namespace

std::vector<std::pair<std::string, std::string>> environment_variables()
{
    return {
        {"OMACTL_ENV", "The environment, when there is no --env"},
        {"OMACTL_CONFIG", "The configuration file, when there is no --config"},
        {"OMACTL_READONLY", "1: look, never touch; every change is refused"},
        {"REDIS_URL", "Redis, when there is no configuration file"},
        {"DATABASE_URL", "PostgreSQL, when it is postgres://… and there is no configuration file"},
        {"XDG_CONFIG_HOME", "omactl/config.toml lies in it; else ~/.config"},
        {"XDG_STATE_HOME", "The journal and the archives lie in omactl/ of it; else ~/.local/state"},
        {"NO_COLOR", "Set to anything: no colour, unless --color always"},
        {"TERM", "dumb: no colour"},
        {"OMACTL_PAGER", "What shows runbooks and reports on a terminal; else PAGER, else less"},
        {"PAGER", "The same for all programs; cat or nothing: no pager"},
        {"COLUMNS", "The width to write for, when it isn't the terminal's"},
        {"PATH", "omactl-WORD on it runs as omactl WORD"},
    };
}

std::vector<std::string> topic_names()
{
    std::vector<std::string> names;
    for (Topic const &topic : k_topics) names.emplace_back(topic.name);
    return names;
}

std::optional<std::string> topic_text(std::string_view topic)
{
    auto const *found =
        std::find_if(k_topics.begin(), k_topics.end(), [topic](Topic const &t) { return t.name == topic; });
    if (found == k_topics.end()) return std::nullopt;
    return found->text();
}

}  // namespace omactl::cli
