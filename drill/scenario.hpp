#pragma once

#include <map>
#include <string>
#include <vector>

namespace omactl::drill {

/// One thing that a drill does to its servers: breaks something, or plays somebody's part.
struct Deed {
    std::string kind;                                        ///< "jobs", "killed", …: see deeds.hpp
    std::map<std::string, std::string, std::less<>> fields;  ///< as written; a plain value has the name ""
    std::string place;                                       ///< "FILE:LINE"
};

/// A drill: NAME.drill.yaml beside the page NAME.md. All texts as written there.
struct Scenario {
    std::string name, path;
    std::string title;                                ///< what happened, in a line
    std::string pager;                                ///< what the engineer is told at first
    std::string symptom;                              ///< a command that must answer 3 then; "" when none shows
    std::map<std::string, std::string> set;           ///< parameters for the page
    std::vector<Deed> breakages;                      ///< `break:`, in this order
    std::map<std::string, std::vector<Deed>> people;  ///< step for a person → what they do there
    std::vector<std::string> mended;                  ///< commands that must answer 0 in the end
};

/// Throws Fault::usage with file, line and the nearest right word.
Scenario read_scenario(std::string name, std::string path);

}  // namespace omactl::drill
