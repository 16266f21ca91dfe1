#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace omactl::tests {

/// Splits a line into words as a shell would, without a shell: 'as it stands', "with \xNN \n \t \"
/// \\ escapes", a backslash outside of quotes takes the next character as it is. Throws
/// Fault::usage when a quote is not closed.
std::vector<std::string> split_words(std::string_view line);

}  // namespace omactl::tests
