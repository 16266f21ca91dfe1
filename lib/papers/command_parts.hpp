#pragma once

#include "lib/cli/command.hpp"
#include "lib/papers/mdoc.hpp"

#include <span>

namespace omactl::papers {

/// "Nm omactl queue clear", its arguments and options, for a SYNOPSIS.
void add_synopsis(Mdoc &page, cli::Command const &command);
/// A subsection with all that its --help says.
void add_command(Mdoc &page, cli::Command const &command);
/// A list of arguments or options with their defaults.
void add_params(Mdoc &page, std::span<cli::Param const> params, void const *defaults, bool options);
/// EXIT STATUS with the whole table.
void add_exit_statuses(Mdoc &page);

}  // namespace omactl::papers
