#pragma once

#include "lib/runbook/page.hpp"

#include <string>
#include <vector>

namespace omactl::runbook {

/// The smallest thing of a page that is done, skipped or resumed: a line, a shell block, or a step for a
/// person. The pointers live as long as the page.
struct Unit {
    enum class Kind { line, shell, person } kind = Kind::line;
    Step const *step = nullptr;
    std::size_t step_number = 0;   ///< from 1
    Block const *block = nullptr;  ///< nullptr for a person
    Line line;                     ///< of a shell block its first, of a person the heading
    bool begins_step = false;
    bool begins_block = false, ends_block = false;
    /// Step name and hash of the content (line or script, with the block's attributes), so that a changed
    /// line of an edited page is a new one, and one that moved is the same.
    std::string key;
};

std::vector<Unit> units_of(Page const &page);

}  // namespace omactl::runbook
