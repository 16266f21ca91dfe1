#pragma once

#include "lib/runbook/page.hpp"
#include "lib/runbook/record.hpp"
#include "lib/runbook/state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::runbook {

/// What a line of a run printed, asked or was told: of its transcript, neighbours of one kind joined.
struct Said {
    std::string at;
    std::string to;  ///< "out", "err", "asked", "answered"
    std::string text;
};

/// One thing that happened in a run.
struct Happening {
    enum class Kind {
        tried,     ///< a line, once
        script,    ///< a sh block; what it printed is not kept
        person,    ///< a step for a person was done; `why` is what they saw
        skipped,   ///< by a person, or by --from; `why` is the reason
        passed,    ///< its condition said no: `why`
        verified,  ///< the `verify` of a line held
        undoing,   ///< a command that puts something back
        stopped,
        resumed,
        finished,
        undone,  ///< all that could be was put back
    } kind = Kind::tried;
    std::string at;    ///< RFC 3339
    std::string who;   ///< at whose terminal
    std::string step;  ///< "": of the run as a whole
    std::size_t step_number = 0;
    std::string unit;
    std::string line;  ///< ready to be pasted; of a script all of it
    std::string why;   ///< what failed, the reason, what was seen
    int attempt = 0;   ///< names what operations belong to it; 0: none can
    std::optional<int> status;
    double seconds = 0;
    std::vector<Said> said;
};
std::string_view name_of(Happening::Kind kind);

/// A run as it is told afterwards.
struct Story {
    RunState run;
    Page page;  ///< as it was run last
    std::vector<Happening> happenings;
};
Story story_of(Record const &record);

}  // namespace omactl::runbook
