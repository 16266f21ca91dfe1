#pragma once

#include "lib/runbook/record.hpp"
#include "lib/runbook/words.hpp"

#include <string>
#include <vector>

namespace omactl::runbook {

/// How a unit of a run stands.
enum class Standing {
    todo,
    started,  ///< in doubt when nobody runs it any more
    applied,  ///< its command ended well, its `verify` has not yet
    done,
    failed,
    skipped,  ///< by a person, with a reason, or by --from
    passed,   ///< its condition said no
    undone,
};
std::string_view name_of(Standing standing);

/// One try at a unit.
struct Attempt {
    int number = 0;            ///< in the run, from 1: names its file NNN.jsonl and the operations that it made
    std::string began, ended;  ///< RFC 3339
    std::optional<int> status;
    double seconds = 0;
};

struct UnitState {
    std::string key, step;
    std::vector<std::string> words;  ///< as run, without `omactl`
    Standing standing = Standing::todo;
    std::vector<Attempt> attempts;
    std::string why;  ///< reason of a skip, condition that said no, what failed
};

/// A run as its events tell it.
struct RunState {
    std::string id, page, path, title, env, who, host, reason;
    std::string began, ended;  ///< ended "": it did not come to an end
    std::string last;          ///< the last event's time
    std::string outcome;       ///< "done", "stopped", "undone"; "" while running or cut short
    std::string why;           ///< of the outcome
    Values values;
    std::string text;              ///< the page as it was run
    std::vector<UnitState> units;  ///< in the order in which they were begun
    int attempts = 0;

    UnitState const *find(std::string_view key) const;
    Standing standing_of(std::string_view key) const;
};

/// The run after one more event.
void advance(RunState &run, RunEvent const &event);
RunState state_of(std::string id, std::vector<RunEvent> const &events);

}  // namespace omactl::runbook
