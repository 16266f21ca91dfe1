#pragma once

#include "cmd/session.hpp"
#include "lib/cli/report.hpp"
#include "lib/operation/journal.hpp"
#include "lib/runbook/document.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// From `since` up to, not including, `until`; RFC 3339, so that they compare as text.
struct Window {
    std::string since, until;
    bool has(std::string const &at) const { return at >= since && at < until; }
};

/// One entry of the incident's timeline, for people and for scripts.
struct Moment {
    runbook::Item item;
    cli::Json json;
};

/// What happened in the window, by time: operations of the journal, and what runs decided, left out and failed at.
std::vector<Moment> timeline_of(Window const &window, std::vector<op::Entry> const &entries, Session &session);

}  // namespace omactl::cmd
