#pragma once

#include "lib/cli/io.hpp"
#include "lib/runbook/page.hpp"
#include "lib/runbook/words.hpp"

#include <string>

namespace omactl::runbook {

/// A page as a terminal shows it: title, symptoms, parameters, steps with what they run.
std::string shown(Page const &page, cli::Io const &io);

/// The page's own Markdown without its front matter, under its title, with the values in place of its
/// parameters: quoted as a shell needs it in its lines, as they are elsewhere.
/// A text outside of the lines that run, with {{name}} as the value is, or as a command needs it (`quoted`).
std::string with_values(std::string text, Values const &values, bool quoted);
std::string filled_page(Page const &page, Values const &values);

}  // namespace omactl::runbook
