#pragma once

#include "cmd/session.hpp"
#include "lib/cli/command.hpp"
#include "lib/cli/values.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::cmd {

// `runbook run` and its short form `run`.

struct RunPageOptions {
    std::string page;
    std::vector<std::string> settings;  ///< NAME=VALUE
    std::optional<std::string> from;
    bool rehearse = false;
};
Fault run_page(RunPageOptions const &o, Session &session);

inline constexpr cli::Param k_run_params[] = {
    cli::param<&RunPageOptions::page>("page", "", "Name of a runbook, or the path of one", cli::Complete::runbooks),
    cli::verbatim_param<&RunPageOptions::settings>("--set", "NAME=VALUE", "Value of one of the page's parameters"),
    cli::param<&RunPageOptions::from>("--from", "STEP", "Begin at this step: its number, or how its name begins"),
    cli::param<&RunPageOptions::rehearse>("--rehearse", "", "Take steps for people as done (not in a protected place)"),
};
inline constexpr std::string_view k_run_details =
    "Each line runs as an omactl of its own. Every decision is on disk before the next: Ctrl-C, a closed\n"
    "terminal or a dead machine lose nothing, and `omactl runbook resume RUN` goes on. --yes covers the lines\n"
    "that can be undone; others ask. From another terminal: omactl runbook status, omactl runbook stop.";

}  // namespace omactl::cmd
