#pragma once

#include "lib/runbook/page.hpp"
#include "lib/runbook/words.hpp"

#include <map>
#include <string>
#include <vector>

#include "drill/deed.hpp"

namespace omactl::drill {

/// A drill: NAME.drill.yaml beside the page NAME.md, or beside the one that it names. All texts as written there.
struct Scenario {
    std::string name, path;
    runbook::Page page;
    std::string title;                                ///< what happened, in a line
    std::string pager;                                ///< what the engineer is told at first
    std::string symptom;                              ///< a command that must answer 3 then; "" when none shows
    runbook::Values set;                              ///< parameters for the page
    std::vector<Deed> breakages;                      ///< `break:`, in this order
    std::map<std::string, std::vector<Deed>> people;  ///< step for a person → what they do there
    std::vector<std::string> mended;                  ///< commands that must answer 0 in the end
};

/// `folders`: where drills and pages are looked for. Throws Fault::usage with file, line and the nearest right
/// word; not_found when there is none of that name.
Scenario read_scenario(std::string const &name, std::vector<std::string> const &folders);

}  // namespace omactl::drill
