#pragma once

#include "cmd/session.hpp"
#include "lib/runbook/hands.hpp"
#include "lib/runbook/page.hpp"
#include "lib/runbook/state.hpp"
#include "lib/runbook/words.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// Where pages are looked for.
std::vector<std::string> runbook_folders(Session &session);
/// By name or path. Throws not_found with the nearest names.
runbook::Page find_page(std::string const &name, Session &session);
/// Throws Fault::usage with the first of the problems when there are any.
void refuse_problems(runbook::Page const &page, std::vector<runbook::Problem> const &problems);
/// The same for the values of one run, once nothing is wrong with the page itself.
void refuse_values(runbook::Page const &page, runbook::Values const &values);

std::string runs_folder(Session &session);
/// One run by any unique prefix of its id.
runbook::Record find_record(std::string_view prefix, Session &session);
runbook::RunState read_run(runbook::Record const &record);
/// A run that was cut off before its first event did nothing. True: it was, and that was said.
bool say_it_never_began(runbook::RunState const &run, Session &session);
/// What a run has made, as this machine's journal has it.
std::vector<runbook::Made> made_by(std::string const &run, Session &session);

/// "running", "done", "stopped", "undone", or "cut short": it ended without a word.
std::string_view standing_of(runbook::RunState const &run, runbook::Record const &record);
/// Does the run of this tag (as Plan::run) still go on, on this machine?
bool is_run_alive(std::string_view tag, Session &session);
/// The id of the run that this very command is a line of; "" when it is none.
std::string own_run(Session &session);

struct Far {
    std::size_t step = 0, steps = 0;
    std::string name;  ///< of the step it stands at
};
/// How far a run is: the first step of which something is left, or the last one.
Far how_far(runbook::Page const &page, runbook::RunState const &run);
/// The shortest beginning of a run's id that is unique here, at least 10 characters.
std::string short_run(std::string const &id, Session &session);

}  // namespace omactl::cmd
