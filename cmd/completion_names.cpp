#include "cmd/completion_names.hpp"

#include "cmd/runbook_session.hpp"
#include "lib/operation/holds.hpp"
#include "lib/operation/journal.hpp"
#include "lib/runbook/library.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

using Candidates = std::vector<cli::Candidate>;

constexpr std::uint64_t k_latest_bytes = 256 << 10;  // of the journal: some milliseconds
constexpr std::size_t k_most_operations = 30;
constexpr std::size_t k_most_runs = 10;

Candidates queues(Session &session)
{
    auto const &service = session.environment().redis;
    // A command could take its time, or ask for a passphrase.
    if (!service || service->url.kind == config::Source::Kind::command) return {};
    Candidates found;
    auto const names = session.redis().call({"SMEMBERS", session.queue_layout().queues()});
    for (std::size_t i = 0; i < names.size(); ++i) found.push_back({std::string(names[i].text()), {}});
    std::sort(found.begin(), found.end(), [](auto const &a, auto const &b) { return a.word < b.word; });
    return found;
}

Candidates environments(Session &session)
{
    Candidates found;
    for (auto const &environment : session.config().all())
        found.push_back({environment.name, environment.protect.value_or(false) ? "protected" : ""});
    return found;
}

Candidates holds(Session &session)
{
    Candidates found;
    for (auto const &hold : op::noted_holds(session))
        found.push_back({hold.id, fmt::format("{} {}, until {}", hold.command, hold.target, hold.until)});
    return found;
}

bool fits(std::string_view command, op::Entry const &entry)
{
    auto const state = entry.state;
    bool const unfinished = state == op::State::open || state == op::State::partial || state == op::State::unknown ||
                            state == op::State::unverified;
    bool const over = state == op::State::undone || state == op::State::closed;
    if (command == "resume") return unfinished;
    if (command == "journal close") return !unfinished && !over && !entry.plan.archive.empty();
    return command != "undo" || (entry.plan.command != "undo" && entry.plan.no_undo.empty() && !over);
}

// Newest first. What was begun to be typed in full goes on in full.
Candidates operations(std::string_view command, std::string const &typed, Session &session)
{
    auto const entries = session.journal().latest(k_latest_bytes);
    Candidates found;
    for (auto entry = entries.rbegin(); entry != entries.rend() && found.size() < k_most_operations; ++entry) {
        if (!fits(command, *entry)) continue;
        auto id = op::Journal::shortest(entry->id, entries);
        if (typed.size() > id.size()) id = entry->id;
        found.push_back({std::move(id), fmt::format("{} {}, {}, {}", entry->plan.command, entry->plan.target,
                                                    op::name_of(entry->state), entry->began)});
    }
    return found;
}

Candidates named(std::vector<std::string> names)
{
    Candidates found;
    for (auto &name : names) found.push_back({std::move(name), {}});
    return found;
}

// Newest first.
Candidates runs(std::string const &typed, Session &session)
{
    auto const folder = runs_folder(session);
    auto ids = runbook::run_ids(folder);
    Candidates found;
    for (auto id = ids.rbegin(); id != ids.rend() && found.size() < k_most_runs; ++id) {
        auto const run = read_run({folder + "/" + *id, session.context().clock, session.context().secrets});
        auto shown = short_run(*id, session);
        found.push_back({typed.size() > shown.size() ? *id : shown,
                         fmt::format("{}, {}, {}", run.page, run.outcome.empty() ? "open" : run.outcome, run.began)});
    }
    return found;
}

}  // namespace

Candidates completion_names(cli::Wish const &wish, Session &session)
{
    auto const command = wish.command ? wish.command->spec().path : std::string_view{};
    switch (wish.names) {
    case cli::Complete::queues: return queues(session);
    case cli::Complete::environments: return environments(session);
    case cli::Complete::operations:
        return command.starts_with("holds ") ? holds(session) : operations(command, wish.typed, session);
    case cli::Complete::runbooks: return named(runbook::names(runbook_folders(session)));
    case cli::Complete::runs: return runs(wish.typed, session);
    case cli::Complete::drills: return named(runbook::drill_names(runbook_folders(session)));
    default: return {};
    }
}

}  // namespace omactl::cmd
