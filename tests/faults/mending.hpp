#pragma once

#include "tests/faults/places.hpp"
#include "tests/faults/scenario.hpp"

#include <string>
#include <vector>

namespace omactl::faults {

/// A scenario's course when nothing is in its way.
struct Reference {
    Lists start, end;
    std::vector<std::string> lasting;  ///< jobs that must be somewhere at any time
    int calls = 0;                     ///< that count for Fault::kill_at
    std::vector<std::string> trace;
};
Reference run_undisturbed(Ground &ground, Scenario const &scenario);

/// The number of the n-th call in a trace that sends this command.
int call_of(std::vector<std::string> const &trace, std::string const &command, int n);

/// How often a traced run made this call on a file whose name ends so.
int calls_on(std::vector<std::string> const &trace, std::string const &call, std::string const &file);

/// At most 25 instants for Fault::kill_at: the first ten, the last five, and some before and after
/// the steps.
std::vector<int> spread(Reference const &reference);

/// Begins a scenario and holds omactl as soon as a step is done.
Held held_midway(Ground &ground, Scenario const &scenario, Reference const &reference);

// Catch2 checks that several tests share.

/// Each job is in a list or in an archive, and waits in one place only.
void check_places(Ground &ground, Machine const &machine, Reference const &reference);
/// No operation is open, no side list stands around, no half archive lies about.
void check_settled(Ground &ground);
/// Runs omactl; shows what it said when the status is another.
Outcome check_run(Machine const &machine, std::string const &words, int status, Fault const &fault = {});
/// What an exit status promises of the target, when nobody else was at work: 0 the end, refusals the
/// start, everything else something that `resume` brings to the end.
void check_promise(Ground &ground, Scenario const &scenario, Reference const &reference, process::Ended const &ended);

}  // namespace omactl::faults
