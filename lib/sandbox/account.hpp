#pragma once

#include <string>
#include <vector>

namespace omactl::sandbox {

/// Servers don't run as root: these words go before a server's argv, and its folder must be given
/// away. Both do nothing for an ordinary user.
std::vector<std::string> unprivileged(std::vector<std::string> argv, std::vector<std::string> const &accounts);
void give_folder(std::string const &path, std::vector<std::string> const &accounts);

}  // namespace omactl::sandbox
