#include "cmd/settings_after.hpp"

#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"
#include "lib/process/process.hpp"
#include "lib/runbook/lint.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr std::string_view k_step = "after ", k_done = "done";
constexpr Millis k_look{1'000};
constexpr int k_beat_every = 20;  // looks

std::vector<std::string> argv_of(std::vector<std::string> const &words, Session &session)
{
    std::vector<std::string> argv{"/proc/self/exe", "-e", session.env_name()};
    auto const &globals = session.context().globals;
    if (globals.config) argv.insert(argv.end(), {"--config", *globals.config});
    if (globals.quiet) argv.emplace_back("-q");
    if (globals.timeout) argv.insert(argv.end(), {"--timeout", fmt::format("{}ms", globals.timeout->count())});
    argv.insert(argv.end(), words.begin(), words.end());
    return argv;
}

/// A child by the terminal's rules: its result is ours where ours is text.
int run_child(std::vector<std::string> const &words, op::Run &run)
{
    auto &session = session_of(run.world);
    process::Start start{.argv = argv_of(words, session)};
    bool const is_result = session.context().globals.output == cli::Output::table;
    start.share = is_result ? process::Start::Share::both : process::Start::Share::talk;
    process::Child child{start};
    for (int looks = 1; !child.ends_within(k_look); ++looks)
        if (looks % k_beat_every == 0) run.guard.beat();
    return child.status().value_or(127);
}

/// What an earlier try of this operation has left of a command: "begun TIME HOST".
struct Begun {
    Instant at{};
    std::string host;
};

Begun begun_in(std::string const &field)
{
    auto const words = split(field, ' ');
    if (words.size() != 3) return {};
    return {parse_time(words[1]).value_or(Instant{}), std::string(words[2])};
}

bool ends_with(cli::Json const &argv, std::vector<std::string> const &words)
{
    auto const all = argv.get<std::vector<std::string>>();
    return all.size() >= words.size() && std::equal(words.rbegin(), words.rend(), all.rbegin());
}

/// The operation that the command was, if it came so far.
std::optional<op::Entry> operation_of(std::vector<std::string> const &words, Begun const &begun, op::World &world)
{
    std::optional<op::Entry> found;
    for (auto &entry : world.journal().entries()) {
        auto const *started = entry.last_data("started");
        auto const at = parse_time(entry.began);
        if (!started || !at || *at < begun.at || !started->contains("argv")) continue;
        if (ends_with(started->at("argv"), words)) found = std::move(entry);
    }
    return found;
}

/// The words that go on with a command which was begun; empty: it has done its work.
std::vector<std::string> rest_of(std::vector<std::string> const &words, std::string const &field, op::World &world)
{
    auto const begun = begun_in(field);
    if (begun.host != world.host())
        throw Error{Fault::conflict,
                    fmt::format("`omactl {}` was begun on {}; its journal says whether it ran", fmt::join(words, " "),
                                printable(begun.host)),
                    "omactl resume there; or by hand what is left of it"};
    auto const entry = operation_of(words, begun, world);
    if (!entry || entry->state == op::State::failed || entry->state == op::State::closed) return words;
    if (entry->state == op::State::done || entry->state == op::State::undone) return {};
    return {"resume", entry->id};
}

}  // namespace

void add_after(op::Plan &plan, std::vector<std::string> const &commands)
{
    if (commands.empty()) return;
    plan.detail["after"] = commands;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        (void)runbook::words_of(commands[i], {});
        plan.steps.push_back(fmt::format("{}{}", k_step, i + 1));
        plan.lines.emplace_back("then", "omactl " + commands[i]);
    }
}

bool is_after(std::string_view step)
{
    return step.starts_with(k_step);
}

std::vector<std::string> after_in(op::Plan const &plan)
{
    return plan.detail.value("after", std::vector<std::string>{});
}

std::string after_command(op::Plan const &plan, std::string_view step)
{
    return after_in(plan).at(static_cast<std::size_t>(std::atoi(step.substr(k_step.size()).data())) - 1);
}

void run_after(std::string_view step, op::Run &run, Note const &note)
{
    throw_if_interrupted();
    auto const field = std::string(step);
    auto const command = after_command(run.plan, step);
    auto const words = runbook::words_of(command, {});
    auto const record = run.guard.record();
    auto const before = record ? record->field(field) : std::string{};
    auto const todo = before.empty() ? words : rest_of(words, before, run.world);
    if (before.empty())
        note(field, fmt::format("begun {} {}", rfc3339(run.world.context().clock.now()), run.world.host()), false);
    if (!todo.empty()) {
        auto const status = run_child(todo, run);
        throw_if_interrupted();
        if (status != 0)
            throw Error{Fault::partial,
                        fmt::format("the settings are restored, but `omactl {}` ended with {}", command, status),
                        {}};
    }
    note(field, std::string(k_done), run.plan.steps.back() == step);
}

op::Taken probe_after(std::string_view step, op::Run &run)
{
    auto const record = run.guard.record();
    auto const field = record ? record->field(std::string(step)) : std::string{};
    return field.empty() ? op::Taken::no : field == k_done ? op::Taken::yes : op::Taken::partly;
}

}  // namespace omactl::cmd
