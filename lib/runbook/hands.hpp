#pragma once

#include "lib/cli/context.hpp"
#include "lib/process/process.hpp"
#include "lib/runbook/record.hpp"

#include <functional>
#include <string>
#include <vector>

namespace omactl::runbook {

/// An operation that an attempt of a run made, as the journal has it.
struct Made {
    int attempt = 0;
    std::string id, command, target, env;
    enum class State {
        nothing,  ///< it ended with the world as it was, or was put back
        done,
        midway,  ///< it can be gone on with, or put back
    } state = State::midway;
    bool has_undo = false;
};

/// How a run gets at the world: each command is an omactl of its own.
class Hands {
public:
    using Journal = std::function<std::vector<Made>(std::string const &run)>;
    /// `environment`: the environment's name for every command. `journal` lists what a run has made,
    /// oldest first.
    Hands(cli::Context &context, std::string environment, Record const &record, std::string run, Journal journal);

    /// With our terminal and streams; what it says is written down beside the record. Its status. A TERM
    /// or HUP to us is passed on; Ctrl-C reaches it by itself.
    int carry_out(std::vector<std::string> const &words, int attempt);
    /// The same for a script, by sh.
    int run_script(std::string const &script, int attempt);
    /// A question: nothing of it is shown.
    process::Ended ask(std::vector<std::string> const &words, Millis limit) const;
    std::vector<Made> made() const { return m_journal(m_run); }

private:
    std::vector<std::string> argv(std::vector<std::string> const &words) const;
    std::vector<std::string> variables(int attempt) const;
    int wait_for(process::Start const &start) const;
    cli::Context &m_context;
    std::string m_environment;
    Record const &m_record;
    std::string m_run;
    Journal m_journal;
};

/// What the environment of an omactl that works for a run says: `OMACTL_RUN` is "RUN-ID:ATTEMPT", and
/// `OMACTL_TRANSCRIPT` the file for what it prints.
inline constexpr std::string_view k_run_variable = "OMACTL_RUN";
inline constexpr std::string_view k_transcript_variable = "OMACTL_TRANSCRIPT";

/// The name of an attempt's transcript within the run's folder.
std::string transcript_name(int attempt);

}  // namespace omactl::runbook
