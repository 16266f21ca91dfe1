#pragma once

#include "cmd/session.hpp"
#include "lib/cli/report.hpp"

#include <string>

namespace omactl::cmd {

/// Becomes the program omactl-drill, which works on what `order` says (drill/order.hpp), with the path of
/// this program, the folders of pages and the common options added.
[[noreturn]] void become_drill(std::string const &word, cli::Json order, Session &session);

}  // namespace omactl::cmd
