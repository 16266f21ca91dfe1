#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace omactl {

/// A JSON object as a line whose last member is the checksum of what stands before it (XXH3, 16 hex
/// digits: {"a":1,"sum":"0123456789abcdef"}), with its newline: a torn last line is seen.
std::string sealed(std::string object);
/// The object without its checksum; nullopt: the line is torn or was edited.
std::optional<std::string> unsealed(std::string_view line);

/// Adds a line to a file that is open for reading and appending, and waits until it is on disk. A torn
/// line before it is ended first, so that it costs only itself. Throws Fault::failed.
void append_durably(int fd, std::string line, std::string const &path);

}  // namespace omactl
