#pragma once

#include <string>
#include <string_view>

namespace omactl::sandbox {

/// The server's program, as redis-server or redis-sentinel. Debian's redis-tools has it as redis-check-rdb: it acts by
/// the name that it is called by, and gets the right one in `folder`. (The package redis-server adds a service to it.)
/// Throws not_found with the line that installs it.
std::string redis_program(std::string const &folder, std::string_view name);

}  // namespace omactl::sandbox
