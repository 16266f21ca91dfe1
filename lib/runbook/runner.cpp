#include "lib/runbook/runner.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/render.hpp"
#include "lib/runbook/written.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

namespace omactl::runbook {

Runner::Runner(Page const &page, RunState &state, Record &record, Hands &hands, cli::Context &context,
               RunOptions const &options)
    : m_page(page), m_state(state), m_record(record), m_hands(hands), m_context(context), m_options(options),
      m_units(units_of(page))
{
}

// What can't be recorded must not go on: a later run could not tell what this one has done.
void Runner::note(std::string_view event, Json data)
{
    try {
        advance(m_state, m_record.append(event, std::move(data)));
    } catch (Error const &e) {
        throw Error{status_when_stopped(e.fault()), fmt::format("{} stopped: {}", m_page.name, e.message()), e.hint()};
    }
}

void Runner::note_unit(std::string_view event, Unit const &unit, std::string const &why)
{
    note(event, {{"unit", unit.key}, {"step", unit.step->name}, {"why", why}});
}

namespace {

bool is_settled(Standing standing)
{
    return standing == Standing::done || standing == Standing::skipped || standing == Standing::passed ||
           standing == Standing::undone;
}

bool is_named(Unit const &unit, std::string const &step)
{
    return std::to_string(unit.step_number) == step || unit.step->name.starts_with(step);
}

}  // namespace

void need_step(Page const &page, std::string const &step)
{
    for (auto const &unit : units_of(page))
        if (is_named(unit, step)) return;
    std::vector<std::string> known;
    for (auto const &one : page.steps) known.push_back(one.name);
    auto const near = nearest(step, known);
    throw Error{Fault::usage, fmt::format("page {} has no step '{}'", page.name, printable(step)),
                near.empty() ? "omactl runbook show " + shell_quoted(page.path)
                             : "did you mean " + shell_quoted(near.front())};
}

void Runner::skip_to(std::string const &step)
{
    auto const first = std::ranges::find_if(m_units, [&](Unit const &unit) { return is_named(unit, step); });
    for (auto it = m_units.begin(); it != first; ++it)
        if (!is_settled(m_state.standing_of(it->key))) note_unit("skipped", *it, "--from " + step);
}

void Runner::run()
{
    if (m_options.from) skip_to(*m_options.from);
    Step const *shown = nullptr;
    for (auto const &unit : m_units) {
        if (is_settled(m_state.standing_of(unit.key))) continue;
        stop_when_asked(unit);
        if (unit.step != shown) show_step(unit);
        shown = unit.step;
        do_unit(unit);
    }
    note("finished", Json::object());
}

void Runner::show_step(Unit const &unit)
{
    m_context.say(fmt::format("\n{}\n", heading(fmt::format("{} of {}  {}", unit.step_number, m_page.steps.size(),
                                                            printable(unit.step->name)),
                                                m_context.io)));
    for (auto const &part : unit.step->parts)
        if (auto const *prose = std::get_if<Prose>(&part))
            m_context.say(rendered(with_values(prose->markdown, m_state.values, false), m_context.io));
}

void Runner::do_unit(Unit const &unit)
{
    switch (unit.kind) {
    case Unit::Kind::person: return do_person(unit);
    case Unit::Kind::shell: return do_script(unit);
    case Unit::Kind::line: return do_line(unit);
    }
}

void Runner::stop_when_interrupted(Unit const &unit)
{
    if (auto const signal = interrupt_signal())
        stop(unit, signal == SIGINT ? Fault::interrupted : Fault::terminated, std::string(interrupt_reason()));
}

void Runner::stop_when_asked(Unit const &unit)
{
    stop_when_interrupted(unit);
    if (auto const wish = m_record.wants_stop())
        stop(unit, Fault::declined,
             fmt::format("{} asked it to stop{}", wish->who, wish->reason.empty() ? "" : ": " + wish->reason));
}

// What had been changed when it stopped decides: nothing, then it is the status of what stopped it.
Fault Runner::status_when_stopped(Fault fault) const
{
    if (fault == Fault::unknown || fault == Fault::interrupted || fault == Fault::terminated) return fault;
    auto const made = m_hands.made();
    bool const changed = std::ranges::any_of(made, [](Made const &one) { return one.state != Made::State::nothing; });
    return changed ? Fault::partial : fault;
}

// A record that has no room for it changes nothing: without this event the run reads as cut short.
void Runner::note_stop(Unit const &unit, std::string const &why, Fault status)
{
    try {
        note("stopped", {{"step", unit.step->name}, {"why", why}, {"status", static_cast<int>(status)}});
    } catch (Error const &e) {
        m_context.say(fmt::format("  {}\n", e.message()));
    }
}

void Runner::stop(Unit const &unit, Fault fault, std::string const &why)
{
    auto const status = status_when_stopped(fault);
    note_stop(unit, why, status);
    auto hint = fmt::format("omactl runbook resume {}", m_state.id);
    if (status == Fault::partial || status == Fault::unknown)
        hint += fmt::format("\nor put back what it did: omactl runbook undo {}", m_state.id);
    throw Error{status,
                fmt::format("{} stopped at step {} of {}, {}: {}", m_page.name, unit.step_number, m_page.steps.size(),
                            unit.step->name, why),
                hint};
}

}  // namespace omactl::runbook
