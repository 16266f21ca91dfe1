#include "cmd/workers_command.hpp"

#include "cmd/queue_target.hpp"
#include "lib/cli/io.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr Millis k_beat_every{10'000};
constexpr std::size_t k_shown = 200;  // bytes of what it said

std::string home_expanded(std::string const &program, Environ const &environ)
{
    auto const home = environ.get("HOME");
    return program.starts_with("~/") && home ? *home + program.substr(1) : program;
}

std::string placeholder(std::string_view name)
{
    return fmt::format("{{{}}}", name);
}

std::string last_line(std::string const &text)
{
    auto const all = trim(text);
    return cut(printable(all.substr(all.rfind('\n') == all.npos ? 0 : all.rfind('\n') + 1)), k_shown);
}

}  // namespace

op::Json to_json(config::PauseMeans const &means)
{
    return {{"pause", means.pause}, {"resume", means.resume}, {"kill", means.kill}, {"status", means.status}};
}

config::PauseMeans need_means(op::Plan const &plan, Session &session)
{
    auto const &planned = plan.detail.at("means");
    for (auto const &means : session.environment().workers.pause)
        if (to_json(means) == planned) return means;
    throw Error{Fault::conflict,
                fmt::format("the configuration of '{}' here has no such command: {}", session.env_name(),
                            printable(shown(planned.at("pause").get<Argv>()))),
                "a plan runs only what [env.NAME.workers] names on this machine; add it, or go where it is"};
}

Argv with_value(Argv argv, std::string_view name, std::string_view value)
{
    auto const mark = placeholder(name);
    for (auto &word : argv)
        for (auto at = word.find(mark); at != word.npos; at = word.find(mark, at + value.size()))
            word.replace(at, mark.size(), value);
    return argv;
}

bool mentions(Argv const &argv, std::string_view name)
{
    return std::any_of(argv.begin(), argv.end(),
                       [mark = placeholder(name)](std::string const &word) { return word.find(mark) != word.npos; });
}

std::string shown(Argv const &argv)
{
    Argv words;
    for (auto const &word : argv) words.push_back(shell_quoted(word));
    return fmt::format("{}", fmt::join(words, " "));
}

process::Ended run_command(Argv const &argv, Millis limit, op::Run &run)
{
    auto &session = session_of(run.world);
    auto const &context = session.context();
    if (context.change.dry_run || session.is_readonly())
        throw Error{Fault::declined, fmt::format("{}: not run, nothing may be changed", printable(shown(argv)))};
    if (context.globals.verbose) context.talk(fmt::format("run: {}\n", shown(argv)));
    auto words = argv;
    words.front() = home_expanded(words.front(), context.environ);
    auto beaten = context.clock.ticks();
    auto const meanwhile = [&] {
        if (context.clock.ticks() - beaten < k_beat_every) return;
        beaten = context.clock.ticks();
        try {
            run.guard.beat();
        } catch (Error const &) {
            // The write that follows finds out who holds the lease.
        }
    };
    process::Start start;
    start.argv = std::move(words);
    start.own_group = true;
    try {
        return process::run(start, limit, meanwhile);
    } catch (Error const &e) {
        throw Error{Fault::failed, e.message(), e.hint()};
    }
}

std::string how_it_ended(Argv const &argv, process::Ended const &ended)
{
    auto const said = last_line(ended.err.empty() ? ended.out : ended.err);
    auto const how = ended.timed_out      ? std::string{"did not end in time, and was ended"}
                     : ended.status > 128 ? fmt::format("was ended by signal {}", ended.status - 128)
                                          : fmt::format("ended with {}", ended.status);
    return fmt::format("{} {}{}", printable(shown(argv)), how, said.empty() ? "" : ": " + said);
}

bool died(process::Ended const &ended)
{
    return ended.timed_out || ended.status > 128;
}

Effect ask_status(config::PauseMeans const &means, op::Run &run)
{
    if (means.status.empty()) return Effect::unknown;
    auto const queue = run.plan.detail.at("queue").get<std::string>();
    auto const ended = run_command(with_value(means.status, "queue", queue), means.timeout, run);
    if (died(ended) || ended.status >= 126) return Effect::unknown;
    return ended.status == 0 ? Effect::yes : Effect::no;
}

}  // namespace omactl::cmd
