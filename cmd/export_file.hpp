#pragma once

#include "cmd/session.hpp"
#include "lib/cli/report.hpp"
#include "lib/operation/lines.hpp"

#include <memory>
#include <string>

namespace omactl::cmd {

/// Throws declined when the file is there already, unless `force`. "-" is stdout.
void refuse_existing(std::string const &file, bool force);

/// Where an export goes: stdout for "-", else the file, packed when its name ends in .zst.
std::unique_ptr<op::LineFile> export_file(std::string const &file, Session &session);

/// Says what was written: on stdout, or on stderr when the lines went there. Nothing under --quiet.
void show_export(cli::Report const &report, std::string const &file, Session &session);

}  // namespace omactl::cmd
