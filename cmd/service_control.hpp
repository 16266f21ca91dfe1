#pragma once

#include "lib/config/config.hpp"
#include "lib/operation/operation.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

/// How a service's process is restarted or started by what the configuration names: a command of the user's,
/// or a unit of this machine's systemd. Throws usage with the lines to write when it names neither.
/// `section`: "postgres".
std::vector<std::string> restart_words(config::Control const &control, std::string_view section);
std::vector<std::string> start_words(config::Control const &control, std::string_view section);
/// Where to look when it doesn't come up: "journalctl -u redis -n 50"; "" when the configuration has no unit.
std::string log_line(config::Control const &control);

/// "systemctl restart redis", as a shell would take it.
std::string shown_words(std::vector<std::string> const &words);

/// Runs it to its end, at most five minutes, and keeps the lease meanwhile. Throws failed with what it said.
void run_control(std::vector<std::string> const &words, op::Run &run);
/// The same; calls `meanwhile`, which must not throw, all the time.
void run_control(std::vector<std::string> const &words, op::Run &run, std::function<void()> const &meanwhile);

}  // namespace omactl::cmd
