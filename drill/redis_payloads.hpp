#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace omactl::drill {

/// Jobs as Resque writes them: {"class":…,"args":[…]}, most of them RefreshSite. `distinct` are different,
/// each of them comes up; the same numbers give the same jobs in the same order.
std::vector<std::string> payloads(std::int64_t count, std::int64_t distinct);

}  // namespace omactl::drill
