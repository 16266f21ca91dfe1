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
std::string filled_page(Page const &page, Values const &values);

}  // namespace omactl::runbook
