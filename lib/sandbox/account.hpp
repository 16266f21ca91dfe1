#pragma once

#include <string>
#include <vector>

namespace omactl::sandbox {

/// The argv of a server that dies with us, even when we are killed (by that signal), and does not run as
/// root but as the first of the accounts that exists. What it must write to is given away by `give_folder`.
std::vector<std::string> servant(std::vector<std::string> const &argv, std::vector<std::string> const &accounts,
                                 std::string const &last_signal = "KILL");
/// The argv of a program that dies with us, with our own rights.
std::vector<std::string> companion(std::vector<std::string> const &argv);
void give_folder(std::string const &path, std::vector<std::string> const &accounts);

}  // namespace omactl::sandbox
