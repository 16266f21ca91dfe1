#pragma once

#include "lib/cli/report.hpp"
#include "lib/keyspace/dump_file.hpp"

#include <string>

namespace omactl::cmd {

/// `redis dump FILE --check`: reads a dump or an RDB from end to end, without a server. Found when it is damaged.
cli::Report check_report(std::string const &file);

/// "list 3,000, string 2": what a tally counts, of all databases.
std::string types_text(keyspace::Tally const &tally);
cli::Json to_json(keyspace::Tally const &tally);

}  // namespace omactl::cmd
