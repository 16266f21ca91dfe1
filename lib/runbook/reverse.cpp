#include "lib/runbook/reverse.hpp"

#include "lib/runbook/lint.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::runbook {

namespace {

bool is_of(Made const &made, UnitState const &unit)
{
    return std::ranges::find(unit.attempts, made.attempt, &Attempt::number) != unit.attempts.end();
}

// A block is undone by its own command once all of it was done.
bool is_due(Unit const &unit, RunState const &run)
{
    return unit.ends_block && unit.block && unit.block->attributes.undo && run.standing_of(unit.key) == Standing::done;
}

}  // namespace

std::vector<Reversal> reversals(Page const &page, RunState const &run, std::vector<Made> const &made,
                                std::vector<std::string> &remains)
{
    std::vector<Reversal> all;
    auto const units = units_of(page);
    for (auto it = run.units.rbegin(); it != run.units.rend(); ++it) {
        auto const unit = std::ranges::find(units, it->key, &Unit::key);
        if (unit != units.end() && is_due(*unit, run)) {
            auto words = words_of(*unit->block->attributes.undo, run.values);
            all.push_back({it->key, it->step, words, fmt::format("undo of {}", it->step)});
            continue;
        }
        for (auto one = made.rbegin(); one != made.rend(); ++one) {
            if (!is_of(*one, *it) || one->state == Made::State::nothing) continue;
            auto const what = fmt::format("{} {}", one->command, one->target);
            if (one->has_undo)
                all.push_back({it->key, it->step, {"undo", one->id}, what});
            else
                remains.push_back(what);
        }
    }
    return all;
}

}  // namespace omactl::runbook
