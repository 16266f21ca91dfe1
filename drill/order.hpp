#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace omactl::drill {

/// What omactl asks of omactl-drill: JSON in its second word (cmd/drill_order.cpp writes it).
struct Order {
    std::string name;                  ///< of the drill
    bool automatic = false;            ///< nobody is asked
    bool quiet = false, json = false;  ///< what is said
    std::string omactl;                ///< path of the program to practise with
    std::vector<std::string> folders;  ///< of pages and drills
};
Order read_order(std::string_view json);

}  // namespace omactl::drill
