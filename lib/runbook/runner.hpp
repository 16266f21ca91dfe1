#pragma once

#include "lib/runbook/hands.hpp"
#include "lib/runbook/state.hpp"
#include "lib/runbook/units.hpp"

#include <optional>
#include <string>

namespace omactl::runbook {

struct RunOptions {
    std::optional<std::string> from;  ///< steps before this one (its number, or the beginning of its name) are skipped
    bool yes = false;                 ///< --yes for what can be undone; never for blocks that are `human`
    bool rehearse = false;            ///< steps for people count as done, scripts are left out
};

/// Throws Fault::usage with the nearest names when no step is named so.
void need_step(Page const &page, std::string const &step);

/// Runs a page, or what is left of it, unit by unit. Every decision is on disk before the next unit.
class Runner {
public:
    Runner(Page const &page, RunState &state, Record &record, Hands &hands, cli::Context &context,
           RunOptions const &options);

    /// To the end. Throws with the exit status when it stops before: 9 when something was changed by
    /// then, else the status of what stopped it; the message says where, the hint what goes on.
    void run();

private:
    struct Failure {
        int status = 0;
        std::string why;
    };

    struct Tried {
        int status = 0;
        double seconds = 0;
    };

    void note(std::string_view event, Json data);
    void note_unit(std::string_view event, Unit const &unit, std::string const &why);
    void skip_to(std::string const &step);
    void show_step(Unit const &unit);
    void do_unit(Unit const &unit);
    void do_person(Unit const &unit);
    void do_script(Unit const &unit);
    void do_line(Unit const &unit);
    bool condition_holds(Unit const &unit);
    /// One try. nullopt: it went well.
    std::optional<Failure> attempt(Unit const &unit);
    std::optional<Failure> run_line(Unit const &unit);
    /// Resumes the operation that an earlier attempt has left midway.
    std::optional<Failure> go_on(Unit const &unit, std::string const &operation);
    Tried carry_out(Unit const &unit, std::vector<std::string> const &words);
    std::optional<Failure> verify(Unit const &unit);
    /// What was made by earlier attempts at the unit: how far is it?
    std::optional<Made> unsettled(Unit const &unit) const;
    std::vector<std::string> line_words(Unit const &unit) const;
    /// After a failure: true is once more, false goes on with the next unit.
    bool decide(Unit const &unit, Failure const &failure, int tries);
    bool ask_what_now(Unit const &unit, Failure const &failure);
    void note_stop(Unit const &unit, std::string const &why, Fault status);
    [[noreturn]] void stop(Unit const &unit, Fault fault, std::string const &why);
    void stop_when_interrupted(Unit const &unit);
    void stop_when_asked(Unit const &unit);
    Fault status_when_stopped(Fault fault) const;
    std::string ask(Unit const &unit, std::string const &question);

    Page const &m_page;
    RunState &m_state;
    Record &m_record;
    Hands &m_hands;
    cli::Context &m_context;
    RunOptions const &m_options;
    std::vector<Unit> m_units;
};

}  // namespace omactl::runbook
