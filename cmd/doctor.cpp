#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/core/file.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace omactl::cmd {

namespace {

struct None {};

using Level = Finding::Level;

Finding version(Session &)
{
    return {Level::ok, "omactl", OMACTL_VERSION, ""};
}

Finding configuration(Session &session)
{
    auto const &config = session.config();
    auto const &environment = session.environment();
    std::string traits = environment.from_file && environment.protect.value_or(false) ? ", protected" : "";
    if (environment.readonly) traits += ", read-only";
    auto const place = config.path() ? printable(*config.path()) : std::string("no file, the usual variables");
    Finding finding{Level::ok, "config", fmt::format("{}: environment {}{}", place, environment.name, traits), ""};
    finding.facts = {{"environment", environment.name}, {"readonly", environment.readonly}};
    return finding;
}

/// The folder itself, or what it will be made in.
std::string nearest_there(std::string path)
{
    while (path.size() > 1 && !is_there(path)) path = path.substr(0, std::max<std::size_t>(path.rfind('/'), 1));
    return path;
}

Finding state(Session &session)
{
    auto const folder = state_folder(session.context().environ);
    auto const there = nearest_there(folder);
    struct stat facts = {};
    if (::stat(there.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode))
        return {Level::fail, "state", fmt::format("{} is no folder", printable(there)),
                fmt::format("look at it: ls -ld {}", shell_quoted(there))};
    if (::access(there.c_str(), W_OK | X_OK) != 0)
        return {Level::fail, "state", fmt::format("{} can't be written, so no change can start", printable(there)),
                fmt::format("ls -ld {}    (or choose another: export XDG_STATE_HOME=…)", shell_quoted(there))};
    if (there != folder)
        return {Level::ok, "state", fmt::format("{}: made by the first change", printable(folder)), ""};
    if (facts.st_mode & 077)
        return {Level::warn, "state",
                fmt::format("{} has mode {:04o}; its archives hold jobs", printable(folder), facts.st_mode & 07777),
                fmt::format("chmod 700 {}", shell_quoted(folder))};
    return {Level::ok, "state", printable(folder), ""};
}

Finding space(Session &session)
{
    constexpr std::uint64_t k_little = 256u << 20, k_too_little = 16u << 20;
    auto const folder = state_folder(session.context().environ);
    auto const free = free_space(folder);
    Finding finding{Level::ok, "space", fmt::format("{} free for archives", human_bytes(free)), ""};
    if (free < k_little) {
        finding.level = free < k_too_little ? Level::fail : Level::warn;
        finding.mend = fmt::format("df -h {}    (or choose another place: export XDG_STATE_HOME=…)",
                                   shell_quoted(nearest_there(folder)));
    }
    finding.facts["free_bytes"] = free;
    return finding;
}

Finding journal(Session &session)
{
    std::size_t damaged = 0;
    auto const entries = session.journal().entries(&damaged);
    std::int64_t open = 0;
    for (auto const &entry : entries) open += entry.state == op::State::open;
    auto const text = fmt::format("{}, {} open", counted(static_cast<std::int64_t>(entries.size()), "operation"), open);
    Finding finding{Level::ok, "journal", text, ""};
    if (damaged > 0) {
        finding.level = Level::warn;
        finding.message += fmt::format("; {} damaged", counted(static_cast<std::int64_t>(damaged), "line"));
        finding.mend =
            fmt::format("they are skipped; to see the file: less {}", shell_quoted(session.journal().path()));
    }
    finding.facts = {{"operations", entries.size()}, {"open", open}, {"damaged", damaged}};
    return finding;
}

Finding terminal(Session &session)
{
    auto const &io = session.context().io;
    if (!io.can_ask()) return {Level::ok, "terminal", "none: changes need --yes or --confirm", ""};
    return {Level::ok, "terminal", fmt::format("{} columns{}", io.width(), io.colour() ? ", colour" : ""), ""};
}

// A digest that is known beforehand proves that the module was found, fits and works.
Finding crypto(Session &)
{
    constexpr std::string_view k_sha1_of_abc = "a9993e364706816aba3e25717850c26c9cd0d89d";
    if (hex(openssl::module().sha1("abc")) != k_sha1_of_abc)
        return {Level::fail, "openssl", "its module computes wrong digests", "install omactl again"};
    return {Level::ok, "openssl", "its module loads", ""};
}

bool is_signal(Error const &e)
{
    return e.fault() == Fault::interrupted || e.fault() == Fault::terminated;
}

Finding asked(std::string_view what, Finding (*ask)(Session &), Session &session)
{
    try {
        return ask(session);
    } catch (Error const &e) {
        if (is_signal(e)) throw;
        return {Level::fail, std::string(what), e.message(), e.hint()};
    }
}

std::vector<Finding> findings_of(Service const &service, Session &session)
{
    try {
        return service.examine(session);
    } catch (Error const &e) {
        if (is_signal(e)) throw;
        return {{Level::fail, std::string(service.name()), e.message(), e.hint()}};
    }
}

void ask_services(Session &session, std::vector<Finding> &findings)
{
    auto const services = Service::all_in(session.environment());
    if (services.empty())
        findings.push_back({Level::fail, "services",
                            fmt::format("environment '{}' has none", printable(session.env_name())),
                            no_service_hint()});
    for (auto const *service : services)
        for (auto &finding : findings_of(*service, session)) findings.push_back(std::move(finding));
}

cli::Report doctor(None const &, Session &session)
{
    struct Check {
        std::string_view what;
        Finding (*ask)(Session &);
    };
    constexpr std::array k_checks = std::to_array<Check>({
        {"omactl", version},
        {"config", configuration},
        {"state", state},
        {"space", space},
        {"journal", journal},
        {"terminal", terminal},
        {"openssl", crypto},
    });
    std::vector<Finding> findings;
    bool configured = true;
    for (auto const &[what, ask] : k_checks) {
        findings.push_back(asked(what, ask, session));
        if (what == "config") configured = findings.back().level == Level::ok;
    }
    if (configured) ask_services(session, findings);
    return findings_report(findings, "checks", session.context());
}

constexpr std::array k_examples{
    cli::Example{"omactl doctor", "is this machine ready for an incident?"},
    cli::Example{"omactl doctor -e staging --json", "for a script; status 3 when something must be mended"},
};

Verb<None> const command{{
                             .path = "doctor",
                             .summary = "Is this machine ready? Configuration, folders, services",
                             .details =
                                 "Reads only. Each line that is not ok comes with what mends it. Status 0: ready, "
                                 "perhaps with warnings; 3: something must be mended.",
                             .examples = k_examples,
                         },
                         doctor};

}  // namespace

}  // namespace omactl::cmd
