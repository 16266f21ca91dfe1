#pragma once

#include "lib/cli/context.hpp"
#include "lib/cli/report.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// One line of a check of this machine: what was looked at, how it is, and what mends it.
struct Finding {
    enum class Level { ok, warn, fail } level = Level::ok;
    std::string what;                       ///< "redis", "line 12"
    std::string message;                    ///< safe for a terminal
    std::string mend;                       ///< can be pasted or followed; "" when there is nothing to mend
    cli::Json facts = cli::Json::object();  ///< more for scripts, merged into the JSON object
};

/// A list of findings as blocks and, under `name`, as data; status found when one of them is FAIL.
cli::Report findings_report(std::vector<Finding> const &findings, std::string const &name, cli::Context const &context);

}  // namespace omactl::cmd
