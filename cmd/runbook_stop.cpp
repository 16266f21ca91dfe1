#include "cmd/runbook_session.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <csignal>

namespace omactl::cmd {

namespace {

using runbook::Record;

struct RunStopOptions {
    std::string run;
    std::optional<std::string> reason;
    bool now = false;
};

constexpr Millis k_patience{3'000}, k_pause{50};

/// The run's process and those of its line.
std::vector<pid_t> processes_of(int owner)
{
    std::vector<pid_t> all{owner};
    auto const text = read_if_there(fmt::format("/proc/{0}/task/{0}/children", owner)).value_or("");
    for (auto const word : split(text, ' '))
        if (!trim(word).empty()) all.push_back(std::stoi(std::string(word)));
    return all;
}

bool ends(Record const &record, Clock &clock)
{
    for (Millis waited{0}; waited < k_patience; waited += k_pause) {
        if (!record.is_alive()) return true;
        clock.sleep(k_pause);
    }
    return !record.is_alive();
}

// TERM asks: what is under way ends its atomic step. The run passes it on to its line, for which one from
// us too would be the second. That, and KILL after it, end a process that can't even tell that it was asked,
// because its terminal takes no more output. Any end is a known state.
std::string_view end_at_once(Record const &record, Clock &clock)
{
    auto const owner = record.owner();
    if (owner <= 0) return "it can't be found";
    ::kill(owner, SIGTERM);
    if (ends(record, clock)) return "ended";
    for (auto const signal : {SIGTERM, SIGKILL}) {
        for (auto const pid : processes_of(owner)) ::kill(pid, signal);
        if (ends(record, clock)) return signal == SIGKILL ? "killed" : "ended";
    }
    return "it does not end";
}

cli::Report stop(RunStopOptions const &o, Session &session)
{
    auto const record = find_record(o.run, session);
    auto const run = read_run(record);
    auto const id = short_run(run.id, session);
    cli::Report report{{{"run", run.id}, {"status", "stopping"}}, {}, Fault::ok};
    if (!record.is_alive()) {
        report.data["status"] = standing_of(run, record);
        report.blocks.emplace_back(fmt::format("Run {} does not run: {}\n", run.id, standing_of(run, record)));
        return report;
    }
    record.ask_to_stop({session.who(), o.reason.value_or("")});
    auto const how = o.now ? end_at_once(record, session.context().clock) : "ends after its current line";
    report.data["status"] = o.now ? how : "stopping";
    report.blocks.emplace_back(fmt::format("Run {}: {}; then: omactl runbook resume {}{}\n", run.id, how, id,
                                           o.now ? "" : "    At once: --now"));
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&RunStopOptions::run>("run", "", "Run, or the beginning of its id", cli::Complete::runs),
    cli::verbatim_param<&RunStopOptions::reason>("--reason", "TEXT", "Why, for the one whose run it is"),
    cli::param<&RunStopOptions::now>("--now", "", "Don't wait for the line: it ends its atomic step"),
};
constexpr cli::Example k_examples[] = {
    {"omactl runbook stop 01JDB8 --reason 'the database is the cause'", "it ends after its current line, resumable"},
    {"omactl runbook stop 01JDB8 --now", "a run whose terminal hangs, or whose line takes too long"},
};
Verb<RunStopOptions> const g_stop{
    {.path = "runbook stop",
     .summary = "End a run after its current line, from another terminal",
     .details =
         "The run can be resumed. A file tells it, so that nobody has to reach its terminal. With --now its line\n"
         "is asked to end its atomic step; where even that has no answer, because the terminal hangs, the\n"
         "processes are killed: what is in doubt then is asked of the operation on resume.",
     .params = k_params,
     .examples = k_examples},
    stop};

}  // namespace

}  // namespace omactl::cmd
