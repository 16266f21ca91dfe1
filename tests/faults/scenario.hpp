#pragma once

#include "tests/faults/fixtures.hpp"

#include <functional>
#include <string>
#include <vector>

namespace omactl::faults {

/// A change that is about to be made.
struct Ready {
    std::string words;     ///< the command line
    std::string original;  ///< id of the operation that it reverses, "" when none
};

/// One way to make each kind of change, for tests that hold for all of them. A new operation gets a
/// line in the table; a test fails when it has none.
struct Scenario {
    std::string name;
    std::string operation;  ///< as registered
    /// Fills an empty Redis, always alike. Every job is different.
    std::function<Ready(Ground &)> prepare;
    bool reverses = false;  ///< it is an undo itself: resume and undo both finish it
    bool for_good = false;  ///< nobody can undo it: that is declined, and changes nothing
    bool no_jobs = false;   ///< it leaves all jobs where they are
    int forgets = 0;        ///< jobs that shall be nowhere afterwards: those that `push` made up
    /// False: some of a queue come back before the others, failure records behind the others.
    bool undo_keeps_order = true;
};

std::vector<Scenario> const &scenarios();
Scenario const &named(std::string_view name);

}  // namespace omactl::faults
