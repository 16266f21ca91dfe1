#include "lib/runbook/state.hpp"

#include <algorithm>
#include <array>

namespace omactl::runbook {

namespace {

UnitState &unit_of(RunState &run, RunEvent const &event)
{
    auto const key = event.data.value("unit", "");
    auto found = std::ranges::find(run.units, key, &UnitState::key);
    if (found != run.units.end()) return *found;
    auto &fresh = run.units.emplace_back();
    fresh.key = key;
    fresh.step = key.substr(0, key.find('/'));
    return fresh;
}

void begin(RunState &run, RunEvent const &event)
{
    auto const &d = event.data;
    run.page = d.value("page", "");
    run.path = d.value("path", "");
    run.title = d.value("title", "");
    run.env = d.value("env", "");
    run.who = d.value("who", "");
    run.host = d.value("host", "");
    run.reason = d.value("reason", "");
    run.text = d.value("text", "");
    run.began = event.at;
    if (d.contains("values"))
        for (auto const &[name, value] : d.at("values").items()) run.values[name] = value.get<std::string>();
}

void start(RunState &run, RunEvent const &event)
{
    auto &unit = unit_of(run, event);
    unit.standing = Standing::started;
    unit.step = event.data.value("step", unit.step);
    unit.words = event.data.value("words", std::vector<std::string>{});
    run.attempts = event.data.value("attempt", run.attempts + 1);
    unit.attempts.push_back({.number = run.attempts, .began = event.at});
}

void end_attempt(RunState &run, RunEvent const &event)
{
    auto &unit = unit_of(run, event);
    if (unit.attempts.empty()) return;
    auto &last = unit.attempts.back();
    last.ended = event.at;
    last.status = event.data.value("status", 0);
    last.seconds = event.data.value("seconds", 0.0);
    auto const verdict = event.data.value("verdict", "");
    if (!verdict.empty()) unit.why.clear();
    if (verdict == "applied") unit.standing = Standing::applied;
    if (verdict == "done") unit.standing = Standing::done;
}

struct Verdict {
    std::string_view event;
    Standing standing;
};
constexpr std::array k_verdicts{
    Verdict{"done", Standing::done},     Verdict{"failed", Standing::failed}, Verdict{"skipped", Standing::skipped},
    Verdict{"passed", Standing::passed}, Verdict{"undone", Standing::undone},
};

void judge(RunState &run, RunEvent const &event)
{
    auto const *const verdict = std::ranges::find(k_verdicts, event.name, &Verdict::event);
    if (verdict == k_verdicts.end()) return;
    auto &unit = unit_of(run, event);
    unit.standing = verdict->standing;
    unit.why = event.data.value("why", "");
    unit.step = event.data.value("step", unit.step);
}

// What concerns the run as a whole. True: the event was of that kind.
bool apply_to_run(RunState &run, RunEvent const &event)
{
    if (event.name == "begun") {
        begin(run, event);
    } else if (event.name == "resumed") {
        run.outcome.clear();
        run.ended.clear();
        run.text = event.data.value("text", run.text);
    } else if (event.name == "finished" || event.name == "stopped" || event.name == "all undone") {
        run.outcome = event.name == "finished" ? "done" : event.name == "stopped" ? "stopped" : "undone";
        run.why = event.data.value("why", "");
        run.ended = event.at;
    } else {
        return false;
    }
    return true;
}

}  // namespace

std::string_view name_of(Standing standing)
{
    constexpr std::array<std::string_view, 8> names{"todo",   "started", "applied", "done",
                                                    "failed", "skipped", "passed",  "undone"};
    return names[static_cast<std::size_t>(standing)];
}

UnitState const *RunState::find(std::string_view key) const
{
    auto const found = std::ranges::find(units, key, &UnitState::key);
    return found == units.end() ? nullptr : &*found;
}

Standing RunState::standing_of(std::string_view key) const
{
    auto const *unit = find(key);
    return unit ? unit->standing : Standing::todo;
}

void advance(RunState &run, RunEvent const &event)
{
    run.last = event.at;
    if (apply_to_run(run, event)) return;
    if (event.name == "started")
        start(run, event);
    else if (event.name == "ended")
        end_attempt(run, event);
    else if (event.name == "undoing")
        run.attempts = event.data.value("attempt", run.attempts);  // each has a transcript of its own
    else
        judge(run, event);
}

RunState state_of(std::string id, std::vector<RunEvent> const &events)
{
    RunState run;
    run.id = std::move(id);
    for (auto const &event : events) advance(run, event);
    return run;
}

}  // namespace omactl::runbook
