#include "cmd/service_control.hpp"

#include "lib/core/file.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr Millis k_limit{300'000}, k_close{10};

std::vector<std::string> words_for(std::string_view verb, std::vector<std::string> const &own,
                                   config::Control const &control, std::string_view section)
{
    if (!own.empty()) return own;
    if (control.unit) return {"systemctl", std::string(verb), *control.unit};
    throw Error{
        Fault::usage, fmt::format("the configuration does not say how to {} {}", verb, section),
        fmt::format("in [env.NAME.{0}]: {1} = [\"systemctl\", \"{1}\", \"…\"], or unit = \"…\"", section, verb)};
}

std::string last_words(process::Ended const &ended)
{
    auto const text = trim(ended.err.empty() ? ended.out : ended.err);
    return printable(text.substr(text.rfind('\n') + 1));
}

}  // namespace

std::vector<std::string> restart_words(config::Control const &control, std::string_view section)
{
    return words_for("restart", control.restart, control, section);
}

std::vector<std::string> start_words(config::Control const &control, std::string_view section)
{
    // Who only says how to restart it: that starts what is down, too.
    return words_for("start", control.start.empty() ? control.restart : control.start, control, section);
}

std::string log_line(config::Control const &control)
{
    return control.unit ? fmt::format("journalctl -u {} -n 50", shell_quoted(*control.unit)) : "";
}

std::string shown_words(std::vector<std::string> const &words)
{
    std::string text;
    for (auto const &word : words) text += (text.empty() ? "" : " ") + shell_quoted(word);
    return text;
}

namespace {

process::Start start_of(std::vector<std::string> const &words)
{
    process::Start start;
    start.argv = words;
    start.own_group = true;
    return start;
}

void keep_lease(op::Run &run)
{
    try {
        run.guard.beat();
    } catch (Error const &) {
        // What runs can't be called back; the next write looks at the lease again.
    }
}

void throw_unless_good(std::vector<std::string> const &words, process::Ended const &ended)
{
    if (ended.timed_out)
        throw Error{Fault::unknown,
                    fmt::format("{}: did not end within {}", shown_words(words), human_duration(k_limit))};
    if (ended.status != 0)
        throw Error{Fault::failed,
                    fmt::format("{}: ended with {}: {}", shown_words(words), ended.status, last_words(ended))};
}

}  // namespace

void run_control(std::vector<std::string> const &words, op::Run &run)
{
    throw_unless_good(words, process::run(start_of(words), k_limit, [&] { keep_lease(run); }));
}

void run_control(std::vector<std::string> const &words, op::Run &run, std::function<void()> const &meanwhile)
{
    auto start = start_of(words);
    start.log = fmt::format("{}/{}.said", state_folder(run.world.context().environ), run.plan.id);
    auto const &clock = run.world.context().clock;
    auto const end = clock.ticks() + k_limit;
    process::Ended ended;
    {
        process::Child child{start};
        while (!child.ends_within(k_close) && !ended.timed_out) {
            keep_lease(run);
            meanwhile();
            ended.timed_out = clock.ticks() >= end;
        }
        ended.status = child.status().value_or(127);
    }
    ended.out = read_if_there(*start.log).value_or("");
    remove_if_there(*start.log);
    throw_unless_good(words, ended);
}

}  // namespace omactl::cmd
