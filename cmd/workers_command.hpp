#pragma once

#include "cmd/session.hpp"
#include "lib/config/config.hpp"
#include "lib/operation/operation.hpp"
#include "lib/process/process.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

using Argv = std::vector<std::string>;

/// A command of the user's in a plan: what it was when it was planned.
op::Json to_json(config::PauseMeans const &means);
/// The same from this machine's configuration. Throws conflict when that names no such command: a plan
/// may come out of Redis or a file, and only what its own user has written down is run here.
config::PauseMeans need_means(op::Plan const &plan, Session &session);

/// Puts a value in the place of `{name}`, inside an argument; it never becomes two.
Argv with_value(Argv argv, std::string_view name, std::string_view value);
bool mentions(Argv const &argv, std::string_view name);
std::string shown(Argv const &argv);  ///< as one would type it

/// The only place where commands of the configuration are run: in a group of their own, so that they
/// come to their end; the lease is kept meanwhile. Throws declined in a dry run and under readonly,
/// failed when there is no such program.
process::Ended run_command(Argv const &argv, Millis limit, op::Run &run);
/// "`stop-workers web` ended with 1: no such host"
std::string how_it_ended(Argv const &argv, process::Ended const &ended);
/// It did not come to an end of its own: half of it may be done.
bool died(process::Ended const &ended);

/// Did the pause take effect, as its `status` says: 0 yes, any other end no; unknown when there is no
/// such command, or it does not come to an end of its own.
enum class Effect { yes, no, unknown };
Effect ask_status(config::PauseMeans const &means, op::Run &run);

}  // namespace omactl::cmd
