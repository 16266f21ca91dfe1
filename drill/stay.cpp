#include "drill/stay.hpp"

#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/record.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "drill/ground.hpp"
#include "drill/scenario.hpp"

namespace omactl::drill {

namespace {

constexpr Millis k_start_limit{60'000};
constexpr Millis k_stop_limit{30'000};
constexpr Millis k_look{50};
constexpr int k_tries = 20;

/// One sandbox an account: <state folder>/sandbox is locked by the process that holds it, and says its pid
/// and the configuration that leads there. The sandbox's own shell finds it by a link.
std::string lock_path(Environ const &variables)
{
    auto const path = state_folder(variables) + "/sandbox";
    std::error_code no_link;
    auto const behind = std::filesystem::read_symlink(path, no_link).string();
    return no_link ? path : behind;
}

struct Standing {
    pid_t pid = 0;
    std::string config;  ///< "" while it comes up
};

/// nullopt: there is none. What a killed one has left is removed by its janitor.
std::optional<Standing> standing(std::string const &lock)
{
    std::string holder;
    if (!is_there(lock) || runbook::try_lock(lock, "", holder)) return std::nullopt;
    auto const space = holder.find(' ');
    return Standing{static_cast<pid_t>(std::atol(holder.c_str())),
                    space == std::string::npos ? "" : holder.substr(space + 1)};
}

/// Its own journal and archives, which go with it.
std::string state_home(Standing const &there)
{
    return there.config.substr(0, there.config.rfind('/')) + "/state";
}

void show_lines(Standing const &there, Order const &order, cli::Io &io)
{
    if (order.json) {
        nlohmann::ordered_json const json{{"env", "sandbox"}, {"config", there.config}, {"pid", there.pid}};
        return io.out(json.dump(2) + "\n");
    }
    io.out(fmt::format("export OMACTL_CONFIG={} OMACTL_ENV=sandbox\nexport XDG_STATE_HOME={}\n",
                       shell_quoted(there.config), shell_quoted(state_home(there))));
    if (!order.quiet)
        io.err("These lines point omactl at the sandbox: eval \"$(omactl drill start)\"\n"
               "End it: omactl drill stop\n");
}

std::string log_path(Environ const &variables)
{
    return lock_path(variables) + ".log";
}

/// In a session of its own, so that a closed terminal passes it by.
void launch(Order const &order, Environ const &variables)
{
    remove_if_there(log_path(variables));
    make_folders(state_folder(variables));
    nlohmann::json const json{
        {"name", order.name}, {"omactl", order.omactl}, {"folders", order.folders}, {"quiet", true}};
    process::Start start;
    start.argv = {"setsid", "--fork", std::filesystem::read_symlink("/proc/self/exe").string(), "stay", json.dump()};
    start.log = log_path(variables);
    process::Child{start}.wait(Millis{10'000});
}

/// What stay() said before it gave up, as main() prints an error.
Error why_it_did_not(std::string_view said)
{
    std::string message, hint;
    for (auto const line : split(trim(said), '\n')) {
        if (line.starts_with("hint: "))
            hint = line.substr(6);
        else if (line.starts_with("omactl: "))
            message = line.substr(8);
    }
    if (message.empty()) message = said.empty() ? "it has said nothing" : printable(trim(said));
    return Error{Fault::failed, "the sandbox did not come up: " + message, hint.empty() ? "omactl drill stop" : hint};
}

/// What that drill needs, broken as it says; with none, all that this machine has. What it has not is said.
void prepare(Ground &ground, Order const &order, cli::Io &io)
{
    if (order.name.empty()) {
        for (auto const &missing : ground.build_what_there_is(ServiceKind::all(), order.folders))
            io.err(fmt::format("{}\n  {}\n", missing.message(), missing.hint()));
        return io.finish();
    }
    auto const scenario = read_scenario(order.name, order.folders);
    ground.build(scenario.page.needs, order.folders);
    for (auto const &deed : scenario.breakages) perform(deed, ground);
}

}  // namespace

Fault start(Order const &order, Environ const &variables, cli::Io &io, Clock &clock)
{
    if (!order.name.empty()) static_cast<void>(read_scenario(order.name, order.folders));
    auto there = standing(lock_path(variables));
    if (there && !order.name.empty()) throw Error{Fault::conflict, "a sandbox is there already", "omactl drill stop"};
    if (!there) launch(order, variables);
    auto const end = clock.ticks() + k_start_limit;
    bool seen = there.has_value();
    for (; !there || there->config.empty(); there = standing(lock_path(variables))) {
        throw_if_interrupted();
        auto const said = read_if_there(log_path(variables)).value_or("");
        seen = seen || there.has_value();
        if ((!there && (seen || !said.empty())) || clock.ticks() >= end) throw why_it_did_not(said);
        clock.sleep(k_look);
    }
    show_lines(*there, order, io);
    if (!order.quiet) io.err(read_if_there(log_path(variables)).value_or(""));
    return Fault::ok;
}

Fault stop(Order const &order, Environ const &variables, cli::Io &io, Clock &clock)
{
    auto const lock = lock_path(variables);  // looked up once: the link goes before the sandbox has
    auto const there = standing(lock);
    if (there) ::kill(there->pid, SIGTERM);
    auto const end = clock.ticks() + k_stop_limit;
    while (standing(lock)) {
        if (clock.ticks() >= end)
            throw Error{Fault::unverified,
                        fmt::format("the sandbox (process {}) has not ended within {}", there->pid,
                                    human_duration(k_stop_limit)),
                        fmt::format("kill -KILL {}", there->pid)};
        clock.sleep(k_look);
    }
    if (!order.quiet)
        io.err(there ? "The sandbox is gone. In a shell that was pointed at it:\n"
                       "unset OMACTL_CONFIG OMACTL_ENV XDG_STATE_HOME\n"
                     : "there is no sandbox\n");
    return Fault::ok;
}

int stay(Order const &order, Environ const &variables, cli::Io &io, Clock &clock)
{
    std::string holder;
    auto const mine = std::to_string(::getpid());
    auto lock = runbook::try_lock(lock_path(variables), mine, holder);
    // Who looks whether there is a sandbox holds it for an instant.
    for (int tries = 0; !lock && tries < k_tries; ++tries) {
        clock.sleep(k_look);
        lock = runbook::try_lock(lock_path(variables), mine, holder);
    }
    if (!lock) return 0;  // somebody was faster
    std::optional<Ground> ground;
    ground.emplace(order.omactl, variables, clock);
    prepare(*ground, order, io);
    // So that the sandbox's own shell finds it, too.
    auto const &site = ground->site();
    std::filesystem::create_directories(site.folder() + "/state/omactl");
    std::filesystem::create_symlink(lock_path(variables), site.folder() + "/state/omactl/sandbox");
    auto const text = fmt::format("{} {}", ::getpid(), site.config_path());
    if (::pwrite(lock->get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        throw Error{Fault::failed, fmt::format("{} can't be written", lock_path(variables))};
    while (interrupt_signal() == 0) clock.sleep(Millis{3'600'000});
    ground.reset();
    remove_if_there(log_path(variables));
    remove_if_there(lock_path(variables));
    return 0;
}

}  // namespace omactl::drill
