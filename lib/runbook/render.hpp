#pragma once

#include "lib/cli/io.hpp"

#include <string>
#include <string_view>

namespace omactl::runbook {

/// Markdown as a terminal shows it: paragraphs wrapped to its width (80 in a pipe), marks gone, lists and
/// quotations indented, code as it stands. Safe for a terminal. Ends in a newline, or is empty.
std::string rendered(std::string_view markdown, cli::Io const &io);
/// A title that stands out: bold where there is colour, underlined elsewhere.
std::string heading(std::string_view text, cli::Io const &io);

}  // namespace omactl::runbook
