#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace omactl::faults {

/// What omactl's sessions sent, as the server's own log (log_statement=all) has it: in order, white space
/// as one blank, the values of $1, $2 … in their places.
std::vector<std::string> statements_in(std::string_view log);

/// What a dry run printed below "It would send".
std::vector<std::string> would_send(std::string_view out);

/// Does this statement do anything to anybody but the session that sends it?
bool has_effect(std::string_view statement);

}  // namespace omactl::faults
