#include "tests/faults/fault.hpp"

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdlib>

namespace omactl::faults {

namespace {

std::vector<std::string> merged(std::map<std::string, std::string> const &environment, Fault const &fault,
                                std::string const &folder)
{
    auto all = environment;
    all["LD_PRELOAD"] = OMACTL_KILLER;
    all["OMACTL_KILL_COUNT"] = folder + "/count";
    all["OMACTL_KILL_TRACE"] = folder + "/trace";
    all["OMACTL_FAIL_UNDER"] = fault.fail_under;
    if (fault.kill_at > 0) all["OMACTL_KILL_AT"] = std::to_string(fault.kill_at);
    if (!fault.fail_at.empty()) all["OMACTL_FAIL_AT"] = fault.fail_at;
    // A sanitizer wants to be the first library; it works as the second one too.
    char const *asan = std::getenv("ASAN_OPTIONS");
    all["ASAN_OPTIONS"] = fmt::format("{}{}verify_asan_link_order=0", asan ? asan : "", asan ? ":" : "");
    std::vector<std::string> variables;
    for (auto const &[name, value] : all) variables.push_back(name + "=" + value);
    return variables;
}

}  // namespace

Outcome run(std::vector<std::string> const &argv, std::map<std::string, std::string> const &environment,
            Fault const &fault, Millis limit)
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

}  // namespace omactl::faults
