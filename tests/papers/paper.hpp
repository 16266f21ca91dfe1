#pragma once

#include <string>
#include <string_view>

namespace omactl::tests {

/// The name of a shell's script in completions/.
std::string script_name(std::string_view shell);

/// Fails when the checked-in file (its path in the tree) is not `text`; with OMACTL_UPDATE=1 it is
/// written instead.
void check_paper(std::string const &path, std::string_view text);

}  // namespace omactl::tests
