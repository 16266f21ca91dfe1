#pragma once

#include "lib/settings/uses.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace omactl::settings {

struct Call {
    std::size_t place = 0;  ///< in the source
    Use use;                ///< file and line are still to come
};

/// Every call of these names in Ruby code, in no order.
std::vector<Call> calls_in(std::string_view code, CallNames const &names);

}  // namespace omactl::settings
