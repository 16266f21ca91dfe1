#include "lib/runbook/hands.hpp"

#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"

#include <fmt/format.h>

#include <csignal>

namespace omactl::runbook {

Hands::Hands(cli::Context &context, std::string environment, Record const &record, std::string run, Journal journal)
    : m_context(context), m_environment(std::move(environment)), m_record(record), m_run(std::move(run)),
      m_journal(std::move(journal))
{
}

// The same file that we run, also when it is replaced meanwhile.
std::vector<std::string> Hands::argv(std::vector<std::string> const &words) const
{
    std::vector<std::string> all{"/proc/self/exe", "-e", m_environment};
    if (m_context.globals.config) all.insert(all.end(), {"--config", *m_context.globals.config});
    if (m_context.globals.quiet) all.push_back("-q");
    if (m_context.globals.verbose) all.push_back("-v");
    all.insert(all.end(), words.begin(), words.end());
    return all;
}

std::vector<std::string> Hands::variables(int attempt) const
{
    std::vector<std::string> all;
    for (auto const &[name, value] : m_context.environ.all())
        if (name != k_run_variable && name != k_transcript_variable) all.push_back(name + "=" + value);
    if (attempt > 0) {
        all.push_back(fmt::format("{}={}:{}", k_run_variable, m_run, attempt));
        all.push_back(fmt::format("{}={}", k_transcript_variable, m_record.path(transcript_name(attempt))));
    }
    return all;
}

int Hands::wait_for(process::Start const &start) const
{
    process::Child child{start};
    bool passed_on = false;
    while (!child.ends_within(Millis{1'000})) {
        auto const signal = interrupt_signal();
        if ((signal != SIGTERM && signal != SIGHUP) || passed_on) continue;
        child.signal(signal);
        passed_on = true;
    }
    return child.status().value_or(127);
}

int Hands::carry_out(std::vector<std::string> const &words, int attempt)
{
    process::Start start{.argv = argv(words), .environment = variables(attempt), .also = m_record.lock_fd()};
    bool const is_result = m_context.globals.output == cli::Output::table;
    start.share = is_result ? process::Start::Share::both : process::Start::Share::talk;
    return wait_for(start);
}

int Hands::run_script(std::string const &script, int attempt)
{
    process::Start start{.argv = {"sh", "-eu", "-c", script}, .environment = variables(attempt)};
    start.share = process::Start::Share::both;
    return wait_for(start);
}

process::Ended Hands::ask(std::vector<std::string> const &words, Millis limit) const
{
    return process::run({.argv = argv(words), .environment = variables(0)}, limit);
}

std::string transcript_name(int attempt)
{
    return fmt::format("{:03}.jsonl", attempt);
}

}  // namespace omactl::runbook
