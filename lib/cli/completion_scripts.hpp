#pragma once

#include <span>
#include <string_view>

namespace omactl::cli {

/// The shells that there is a script for, as `omactl completion SHELL` has them.
std::span<std::string_view const> shells();

/// What a shell sources: it asks `omactl __complete` at each Tab, so it knows no command itself.
/// Throws Fault::usage for a shell that we don't know.
std::string_view completion_script(std::string_view shell);

/// Where packages put a shell's script, relative to /usr/share.
std::string_view completion_place(std::string_view shell);

}  // namespace omactl::cli
