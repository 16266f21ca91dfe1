#include "cmd/runbook_undo.hpp"

#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/reverse.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using runbook::Record;
using runbook::Reversal;
using runbook::RunState;

struct RunUndoOptions {
    std::string run;
};

std::string shown(Reversal const &one)
{
    std::string text = "omactl";
    for (auto const &word : one.words) text += " " + shell_quoted(word);
    return text;
}

void confirm(std::vector<Reversal> const &all, RunState const &run, Session &session)
{
    auto &context = session.context();
    for (auto const &one : all)
        context.say(fmt::format("  {:<40}  {}, step {}\n", shown(one), printable(one.of), printable(one.step)));
    if (context.change.yes) return;
    if (!context.io.can_ask()) throw Error{Fault::declined, "not confirmed", "no terminal to ask on; add --yes"};
    auto const said = context.io.ask(
        fmt::format("Put back {} of {} in {}? [y/N] ", counted(std::ssize(all), "change"), run.page, run.env));
    throw_if_interrupted();
    if (said != "y" && said != "yes") throw Error{Fault::declined, "declined; nothing was changed"};
}

/// One change. What is known of it is on disk before and after.
void put_back(Reversal const &one, RunState &run, Record &record, runbook::Hands &hands, bool &begun)
{
    auto words = one.words;
    words.insert(words.begin(), "--yes");
    auto const number = run.attempts + 1;
    runbook::advance(run, record.append("undoing", {{"unit", one.unit}, {"words", words}, {"attempt", number}}));
    begun = true;
    auto const status = hands.carry_out(words, number);
    if (status != 0) throw Error{Fault::partial, fmt::format("'{}' ended with {}", shown(one), status)};
    runbook::advance(run, record.append("undone", {{"unit", one.unit}, {"step", one.step}}));
}

void put_back(std::vector<Reversal> const &all, RunState &run, Record &record, runbook::Hands &hands, Session &session)
{
    bool begun = false;
    try {
        for (auto const &one : all) {
            throw_if_interrupted();
            put_back(one, run, record, hands, begun);
        }
        record.append("all undone", {{"why", session.context().change.reason.value_or("")}, {"who", session.who()}});
    } catch (Error const &e) {
        throw Error{begun && e.fault() == Fault::failed ? Fault::partial : e.fault(),
                    e.message() + (begun ? "; what was put back before it stands" : ""),
                    "once that is mended: omactl runbook undo " + run.id};
    }
}

}  // namespace

bool is_undo_wanted(Record const &record)
{
    auto const events = record.events();
    return events.size() > 1 && events[events.size() - 2].name == "undo wanted";
}

void undo_run(Record &record, Session &session)
{
    auto run = read_run(record);
    auto const page = runbook::parse_page(run.page, run.path, run.text);
    runbook::Hands hands{session.context(), run.env, record, run.id,
                         [&session](std::string const &id) { return made_by(id, session); }};
    std::vector<std::string> remains;
    auto const all = runbook::reversals(page, run, hands.made(), remains);
    auto &context = session.context();
    for (auto const &what : remains) context.say(fmt::format("  {} can't be undone and stays\n", printable(what)));
    if (all.empty()) {
        context.io.out(fmt::format("run {}: nothing to put back\n", run.id));
        return;
    }
    context.say(fmt::format("{} of run {}, last first:\n", counted(std::ssize(all), "change"), run.id));
    if (context.change.dry_run) {
        for (auto const &one : all) context.io.out(shown(one) + "\n");
        return;
    }
    confirm(all, run, session);
    put_back(all, run, record, hands, session);
    context.io.out(fmt::format("run {}: {} put back\n", run.id, counted(std::ssize(all), "change")));
}

namespace {

Fault undo(RunUndoOptions const &o, Session &session)
{
    auto record = find_record(o.run, session);
    auto const run = read_run(record);
    if (say_it_never_began(run, session)) return Fault::ok;
    if (run.env != session.env_name())
        throw Error{Fault::usage,
                    fmt::format("the run is one of environment '{}', not '{}'", run.env, session.env_name()),
                    fmt::format("omactl -e {} runbook undo {}", shell_quoted(run.env), o.run)};
    if (!record.take())
        throw Error{Fault::conflict, fmt::format("run {} still goes on", run.id), "omactl runbook stop " + run.id};
    undo_run(record, session);
    return Fault::ok;
}

constexpr cli::Param k_params[] = {
    cli::param<&RunUndoOptions::run>("run", "", "Run, or the beginning of its id", cli::Complete::runs),
};
constexpr cli::Example k_examples[] = {
    {"omactl runbook undo 01JDB8 --dry-run", "what would be put back, last first"},
    {"omactl runbook undo 01JDB8", "and do it"},
};
Action<RunUndoOptions> const g_undo{
    {.path = "runbook undo",
     .kind = cli::Kind::change,
     .summary = "Put back what a run did, last first",
     .details = "The operations of its lines, each by its own undo, and the `undo` that blocks "
                "name. What can't be\nundone is said.",
     .params = k_params,
     .examples = k_examples},
    undo};

}  // namespace

}  // namespace omactl::cmd
