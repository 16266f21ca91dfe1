#pragma once

#include "lib/runbook/page.hpp"
#include "lib/runbook/words.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace omactl::runbook {

/// Why a page fits: one of its symptoms, found in a line of a text.
struct Evidence {
    std::string symptom, line;
    Values values;  ///< of parameters that the line names
};

/// A symptom is words that stand in a line in this order, in whatever case: `…` stands for anything between
/// them, `{{name}}` for one word, which is the value of that parameter. nullopt: it is not in the line.
std::optional<Evidence> match(std::string const &symptom, std::string_view line);

/// All that speaks for a page, by symptom and line.
std::vector<Evidence> evidence_for(Page const &page, std::string_view text);

}  // namespace omactl::runbook
