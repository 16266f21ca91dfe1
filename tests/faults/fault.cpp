#include "tests/faults/fault.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace omactl::faults {

namespace {

std::vector<std::string> merged(Variables const &environment, Fault const &fault, std::string const &folder)
{
    auto all = environment;
    all["LD_PRELOAD"] = OMACTL_KILLER;
    all["OMACTL_KILL_COUNT"] = folder + "/count";
    all["OMACTL_KILL_TRACE"] = folder + "/trace";
    all["OMACTL_FAIL_UNDER"] = fault.fail_under;
    if (fault.kill_at > 0) all["OMACTL_KILL_AT"] = std::to_string(fault.kill_at);
    all["OMACTL_KILL_SIGNAL"] = std::to_string(fault.signal);
    if (!fault.fail_at.empty()) all["OMACTL_FAIL_AT"] = fault.fail_at;
    // A sanitizer wants to be the first library; it works as the second one too.
    char const *asan = std::getenv("ASAN_OPTIONS");
    all["ASAN_OPTIONS"] = fmt::format("{}{}verify_asan_link_order=0", asan ? asan : "", asan ? ":" : "");
    std::vector<std::string> variables;
    for (auto const &[name, value] : all) variables.push_back(name + "=" + value);
    return variables;
}

// "1234 (omactl) T …": how a process stands; 0 when there is none.
char state_of(pid_t pid)
{
    auto const stat = read_if_there(fmt::format("/proc/{}/stat", pid)).value_or("");
    auto const name_end = stat.rfind(')');
    return name_end == std::string::npos ? '\0' : stat[name_end + 2];
}

}  // namespace

Outcome run(std::vector<std::string> const &argv, Variables const &environment, Fault const &fault, Millis limit)
{
    sandbox::Folder const folder;
    Outcome outcome;
    outcome.ended = process::run(
        {.argv = argv, .environment = merged(environment, fault, folder.path()), .input = {}, .log = {}}, limit);
    outcome.killed = !outcome.ended.timed_out && outcome.ended.status == 128 + SIGKILL;
    if (auto const count = read_if_there(folder.path() + "/count"); count && !outcome.killed)
        outcome.calls = std::atoi(count->c_str());
    auto const trace = read_if_there(folder.path() + "/trace").value_or("");
    for (auto const line : split(trim(trace), '\n'))
        if (!line.empty()) outcome.trace.emplace_back(line);
    return outcome;
}

Held::Held(std::vector<std::string> const &argv, Variables const &environment, int at, Millis limit)
    : m_limit(limit), m_child({.argv = argv,
                               .environment = merged(environment, {.kill_at = at, .signal = SIGSTOP}, m_folder.path()),
                               .input = {},
                               .log = m_folder.path() + "/log"})
{
    SystemClock clock;
    auto const end = clock.ticks() + limit;
    while (!m_still && m_child.running()) {
        if (clock.ticks() > end)
            throw Error{omactl::Fault::unverified, fmt::format("{} neither stopped nor ended", argv[0])};
        m_still = state_of(m_child.pid()) == 'T';
        if (!m_still) clock.sleep(Millis{1});
    }
}

process::Ended Held::finish()
{
    if (m_still) m_child.signal(SIGCONT);
    process::Ended ended;
    ended.status = m_child.wait(m_limit);
    ended.out = read_file(m_folder.path() + "/log");
    return ended;
}

}  // namespace omactl::faults
