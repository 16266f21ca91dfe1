#pragma once

#include "lib/runbook/document.hpp"
#include "lib/runbook/story.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace omactl::runbook {

/// An operation that an attempt of the run made.
struct Work {
    int attempt = 0;
    std::string id;
    std::string status;  ///< "done", "partial", …
    Item item;           ///< as the report's list of changes has it
};

/// How long the run took, from its first event to its last.
Millis span_of(RunState const &run);

/// What a run did, for a post-mortem: who and why, what it changed, then each step in the order of time.
/// `standing`: how it stands now.
Document report_of(Story const &story, std::vector<Work> const &made, std::string_view standing);

}  // namespace omactl::runbook
