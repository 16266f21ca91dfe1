#pragma once

#include "lib/runbook/hands.hpp"
#include "lib/runbook/state.hpp"
#include "lib/runbook/units.hpp"

#include <string>
#include <vector>

namespace omactl::runbook {

/// One thing that puts back a part of a run.
struct Reversal {
    std::string unit, step;          ///< whose work it reverses
    std::vector<std::string> words;  ///< for omactl: {"undo", ID}, or a block's own
    std::string of;                  ///< for people: "queue clear sites"
};

/// All that can be put back, last first. What can't is listed in `remains`.
std::vector<Reversal> reversals(Page const &page, RunState const &run, std::vector<Made> const &made,
                                std::vector<std::string> &remains);

}  // namespace omactl::runbook
