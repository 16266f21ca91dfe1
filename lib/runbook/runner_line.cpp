#include "lib/cli/io.hpp"
#include "lib/cli/parse.hpp"
#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/lint.hpp"
#include "lib/runbook/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>

namespace omactl::runbook {

namespace {

constexpr Millis k_question_limit{60'000};
constexpr Millis k_first_pause{500}, k_longest_pause{5'000};

std::string said_by(process::Ended const &ended)
{
    auto const text = trim(ended.err.empty() ? ended.out : ended.err);
    return printable(text.substr(0, text.find('\n')));
}

std::string shown(std::vector<std::string> const &words)
{
    std::string text = "omactl";
    for (auto const &word : words) text += " " + shell_quoted(word);
    return text;
}

Fault fault_of(int status)
{
    if (status == 128 + SIGHUP) return Fault::terminated;  // a script, with its terminal
    for (auto const &fact : fault_table())
        if (static_cast<int>(fact.fault) == status) return fact.fault;
    return Fault::failed;
}

}  // namespace

// As the page has it, with what belongs to the run: its --yes, and a reason that leads back to it.
std::vector<std::string> Runner::line_words(Unit const &unit) const
{
    auto words = words_of(unit.line.text, m_state.values);
    auto const bound = cli::bind(words);
    if (!bound.changes) return words;
    if (m_options.yes && (m_options.rehearse || !unit.block->attributes.human)) words.insert(words.begin(), "--yes");
    if (!bound.change.reason) {
        auto const reason =
            fmt::format("{}, run {}{}", m_page.name, m_state.id, m_state.reason.empty() ? "" : ": " + m_state.reason);
        words.insert(words.begin(), {"--reason", reason});
    }
    return words;
}

bool Runner::condition_holds(Unit const &unit)
{
    auto const &a = unit.block->attributes;
    if (!a.condition && !a.exception) return true;
    auto const words = words_of(a.condition ? *a.condition : *a.exception, m_state.values);
    auto const ended = m_hands.ask(words, k_question_limit);
    if (ended.timed_out || (ended.status != 0 && ended.status != 3))
        stop(unit, fault_of(ended.status),
             fmt::format("'{}' could not tell whether to do this: {}", shown(words), said_by(ended)));
    bool const yes = ended.status == 0;
    m_context.say(fmt::format("  {} {}: {}\n", a.condition ? "if" : "unless", shown(words), yes ? "yes" : "no"));
    if (yes == a.condition.has_value()) return true;
    for (auto const &one : m_units)
        if (one.block == unit.block)
            note_unit("passed", one,
                      fmt::format("{} {}: {}", a.condition ? "if" : "unless", shown(words), yes ? "yes" : "no"));
    return false;
}

void Runner::do_line(Unit const &unit)
{
    bool const fresh = m_state.standing_of(unit.key) == Standing::todo;
    if (fresh && unit.begins_block && !condition_holds(unit)) return;
    for (int tries = 1;; ++tries) {
        stop_when_asked(unit);  // the question before it, or a pause between two tries, took its time
        auto const failure = attempt(unit);
        if (!failure) return;
        note_unit("failed", unit, failure->why);
        if (!decide(unit, *failure, tries)) return;
    }
}

std::optional<Made> Runner::unsettled(Unit const &unit) const
{
    auto const *state = m_state.find(unit.key);
    if (!state) return std::nullopt;
    std::optional<Made> last;
    for (auto const &made : m_hands.made())
        if (std::ranges::find(state->attempts, made.attempt, &Attempt::number) != state->attempts.end()) last = made;
    return last && last->state != Made::State::nothing ? last : std::nullopt;
}

std::optional<Runner::Failure> Runner::attempt(Unit const &unit)
{
    auto const standing = m_state.standing_of(unit.key);
    if (standing == Standing::applied) return verify(unit);
    auto made = standing == Standing::todo ? std::nullopt : unsettled(unit);
    if (made && made->state == Made::State::midway) {
        m_context.say(fmt::format("  operation {} of this line is midway: going on with it\n", made->id));
        if (auto const failure = go_on(unit, made->id)) return failure;
        made = unsettled(unit);  // one that had written nothing is closed now, and the line begins anew
    }
    if (!made) return run_line(unit);
    m_context.say(fmt::format("  operation {} of this line is done\n", made->id));
    note("ended", {{"unit", unit.key}, {"status", 0}, {"verdict", "applied"}});
    return verify(unit);
}

std::optional<Runner::Failure> Runner::go_on(Unit const &unit, std::string const &operation)
{
    auto const tried = carry_out(unit, {"resume", operation});
    note("ended", {{"unit", unit.key}, {"status", tried.status}, {"seconds", tried.seconds}});
    if (tried.status == 0) return std::nullopt;
    return Failure{tried.status, fmt::format("'omactl resume {}' ended with {}, {}", operation, tried.status,
                                             name_of(fault_of(tried.status)))};
}

Runner::Tried Runner::carry_out(Unit const &unit, std::vector<std::string> const &words)
{
    auto const number = m_state.attempts + 1;
    note("started", {{"unit", unit.key},
                     {"step", unit.step->name},
                     {"line", unit.line.number},
                     {"words", words},
                     {"attempt", number}});
    auto const began = m_context.clock.ticks();
    auto const status = m_hands.carry_out(words, number);
    return {status, std::chrono::duration<double>(m_context.clock.ticks() - began).count()};
}

std::optional<Runner::Failure> Runner::run_line(Unit const &unit)
{
    auto const words = line_words(unit);
    auto const shown_line = pasteable(unit.line.text, m_state.values);
    m_context.say(fmt::format("  $ {}\n", shown_line));
    auto const tried = carry_out(unit, words);
    // A look that found something wrong has looked.
    bool const well = tried.status == 0 || (tried.status == 3 && !changes_something(words));
    bool const verifies = unit.ends_block && unit.block->attributes.verify;
    note("ended", {{"unit", unit.key},
                   {"status", tried.status},
                   {"seconds", tried.seconds},
                   {"verdict", !well      ? ""
                               : verifies ? "applied"
                                          : "done"}});
    if (!well)
        return Failure{tried.status, fmt::format("'{}' ended with {}, {}", shown_line, tried.status,
                                                 name_of(fault_of(tried.status)))};
    return verifies ? verify(unit) : std::nullopt;
}

std::optional<Runner::Failure> Runner::verify(Unit const &unit)
{
    auto const &a = unit.block->attributes;
    if (!unit.ends_block || !a.verify) {
        note_unit("done", unit, {});
        return std::nullopt;
    }
    auto const words = words_of(*a.verify, m_state.values);
    auto const end = m_context.clock.ticks() + *a.within;
    process::Ended last;
    for (auto pause = k_first_pause;; pause = std::min(pause * 2, k_longest_pause)) {
        auto const left = std::chrono::duration_cast<Millis>(end - m_context.clock.ticks());
        auto now = m_hands.ask(words, std::max(left, Millis{1'000}));
        if (now.status == 0) break;
        if (!now.timed_out) last = std::move(now);
        stop_when_asked(unit);
        if (m_context.clock.ticks() + pause >= end)
            return Failure{
                static_cast<int>(Fault::unverified),
                fmt::format("'{}' did not hold within {}: {}", shown(words), human_duration(*a.within), said_by(last))};
        m_context.clock.sleep(pause);
    }
    m_context.say(fmt::format("  verified: {}\n", shown(words)));
    note_unit("done", unit, {});
    return std::nullopt;
}

bool Runner::decide(Unit const &unit, Failure const &failure, int tries)
{
    auto const fault = fault_of(failure.status);
    auto const &a = unit.block->attributes;
    bool const cut_short = fault == Fault::interrupted || fault == Fault::terminated || interrupt_signal() != 0;
    if (cut_short)
        stop(unit, fault, fmt::format("{}{}{}", interrupt_reason(), interrupt_signal() ? "; " : "", failure.why));
    if (a.on_failure == OnFailure::retry && tries <= a.retries) {
        m_context.say(fmt::format("  {}; once more, {} of {}\n", failure.why, tries, a.retries));
        m_context.clock.sleep(k_first_pause * (1 << std::min(tries - 1, 5)));
        return true;
    }
    if (a.on_failure == OnFailure::go_on) {
        m_context.say(fmt::format("  {}; the page goes on all the same\n", failure.why));
        return false;
    }
    if (a.on_failure == OnFailure::stop || !m_context.io.can_ask()) stop(unit, fault, failure.why);
    return ask_what_now(unit, failure);
}

}  // namespace omactl::runbook
