#include "lib/cli/io.hpp"
#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/played.hpp"
#include "lib/runbook/runner.hpp"

#include <fmt/format.h>

namespace omactl::runbook {

std::string Runner::ask(Unit const &unit, std::string const &question)
{
    auto const said = m_context.io.ask(question);
    stop_when_interrupted(unit);
    return said ? std::string(trim(*said)) : std::string{};
}

bool Runner::ask_what_now(Unit const &unit, Failure const &failure)
{
    m_context.say(fmt::format("  {}\n", failure.why));
    auto const fault = static_cast<Fault>(failure.status);
    for (;;) {
        auto const said = ask(unit, "  [r]etry, [s]kip, s[t]op, or stop and [u]ndo? ");
        if (said == "r" || said == "retry") return true;
        if (said == "s" || said == "skip") {
            auto const reason = ask(unit, "  Why can it be skipped? ");
            if (reason.empty()) continue;
            note_unit("skipped", unit, reason);
            return false;
        }
        if (said == "u" || said == "undo") {
            note("undo wanted", {{"why", failure.why}});
            stop(unit, fault, failure.why);
        }
        if (said.empty() || said == "t" || said == "stop") stop(unit, fault, failure.why);
    }
}

void Runner::do_person(Unit const &unit)
{
    if (m_options.rehearse) {
        auto const folder = m_context.environ.get(k_rehearsal_variable);
        return note_unit("done", unit, folder ? ask_player(*folder, unit.step->name, m_context.clock) : "rehearsed");
    }
    if (!m_context.io.can_ask())
        stop(unit, Fault::declined, "this step is for a person, and there is no terminal to ask on");
    note("started", {{"unit", unit.key}, {"step", unit.step->name}, {"attempt", m_state.attempts + 1}});
    for (;;) {
        auto const said = ask(unit, "  [d]one, [s]kip, s[t]op? ");
        if (said == "d" || said == "done") {
            auto const seen = ask(unit, "  What did you see (Enter for nothing)? ");
            return note_unit("done", unit, seen);
        }
        if (said == "s" || said == "skip") {
            auto const reason = ask(unit, "  Why can it be skipped? ");
            if (!reason.empty()) return note_unit("skipped", unit, reason);
        }
        if (said.empty() || said == "t" || said == "stop") stop(unit, Fault::declined, "stopped by " + m_state.who);
    }
}

void Runner::do_script(Unit const &unit)
{
    std::string script;
    for (auto const &line : unit.block->lines) script += line.text + '\n';
    m_context.say(fmt::format("  sh:\n    {}\n", printable(trim(script))));
    if (m_options.rehearse) return note_unit("skipped", unit, "rehearsed: a script is not run");
    if (!m_context.io.can_ask())
        stop(unit, Fault::declined, "a script runs only after a yes, and there is no terminal");
    auto const said = ask(unit, "  Run this script? [y/N, s to skip] ");
    if (said == "s") return note_unit("skipped", unit, ask(unit, "  Why can it be skipped? "));
    if (said != "y" && said != "yes") stop(unit, Fault::declined, "the script was declined");
    auto const number = m_state.attempts + 1;
    note("started", {{"unit", unit.key}, {"step", unit.step->name}, {"line", unit.line.number}, {"attempt", number}});
    auto const status = m_hands.run_script(script, number);
    note("ended", {{"unit", unit.key}, {"status", status}, {"verdict", status == 0 ? "done" : ""}});
    if (status == 0) return;
    Failure const failure{status, fmt::format("the script ended with {}", status)};
    note_unit("failed", unit, failure.why);
    if (decide(unit, failure, 1)) do_script(unit);
}

}  // namespace omactl::runbook
