#pragma once

#include "lib/cli/report.hpp"
#include "lib/operation/journal.hpp"
#include "lib/operation/world.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// What is known of the backends that these operations ended, grouped by the shape of their queries: as data,
/// an object a shape, and as whole lines for people. Empty when they ended none, or nothing was recorded.
struct KilledQueries {
    cli::Json data = cli::Json::array();
    std::string lines;
    std::int64_t backends = 0, shapes = 0;
    std::vector<std::string> elsewhere;  ///< archives that are not on this machine: "host:path"
};
KilledQueries killed_queries(std::vector<op::Entry> const &entries, op::World const &world);

}  // namespace omactl::cmd
