#pragma once

#include <string>

namespace omactl::sandbox {

/// The last lines of a server's log, each on an indented line of its own, to go behind "…:".
std::string log_tail(std::string const &log);

}  // namespace omactl::sandbox
