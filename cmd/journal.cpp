#include "lib/operation/journal.hpp"

#include "cmd/journal_entry.hpp"
#include "cmd/pg_report.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using op::Entry;
using op::State;

struct JournalLsOptions {
    std::int64_t first = 20;
    std::optional<std::string> since, only, target;
};

struct JournalShowOptions {
    std::string id;
};

cli::Tone tone_of(State state)
{
    switch (state) {
    case State::done: return cli::Tone::good;
    case State::closed:
    case State::undone: return cli::Tone::faint;
    case State::open:
    case State::partial:
    case State::unverified: return cli::Tone::warning;
    case State::failed:
    case State::unknown: return cli::Tone::trouble;
    }
    return cli::Tone::plain;
}

// "2026-11-23T03:12:07.123Z" → "2026-11-23 03:12:07Z"
std::string short_time(std::string const &rfc)
{
    return rfc.size() < 19 ? rfc : rfc.substr(0, 10) + " " + rfc.substr(11, 8) + "Z";
}

bool wanted(Entry const &entry, JournalLsOptions const &o, std::string const &since)
{
    if (o.only && !entry.plan.command.starts_with(*o.only)) return false;
    if (o.target && entry.plan.target != *o.target && entry.plan.full_target() != *o.target) return false;
    return since.empty() || entry.began >= since;
}

cli::Report ls(JournalLsOptions const &o, Session &session)
{
    auto &journal = session.journal();
    std::size_t damaged = 0;
    auto const entries = journal.entries(&damaged);
    auto const since = o.since ? rfc3339(parse_since(*o.since, session.context().clock.now())) : std::string{};
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"ID"}, {"BEGAN"}, {"COMMAND"}, {"TARGET"}, {"STATUS"}, {"", false, true}}, {}};
    for (auto it = entries.rbegin(); it != entries.rend(); ++it) {
        if (!wanted(*it, o, since) || std::ssize(table.rows) >= o.first) continue;
        auto const id = op::Journal::shortest(it->id, entries);
        report.data.push_back(summary_of(*it, id));
        table.rows.push_back(
            {id,
             short_time(it->began),
             it->plan.undoes.empty() ? it->plan.command : "undo of " + op::Journal::shortest(it->plan.undoes, entries),
             printable(it->plan.full_target()),
             {std::string(name_of(it->state)), tone_of(it->state)},
             printable(verdict_of(*it, id))});
    }
    if (table.rows.empty())
        report.blocks.emplace_back("No operation in the journal.\n");
    else
        report.blocks.emplace_back(std::move(table));
    if (damaged > 0)
        report.blocks.emplace_back(fmt::format("Passed over {} of {} that can't be read\n",
                                               counted(static_cast<std::int64_t>(damaged), "line"), journal.path()));
    return report;
}

/// The most telling of what an event has.
std::string what_happened(op::Event const &event)
{
    for (auto const *key : {"sentence", "error", "what", "step", "by", "reason"})
        if (auto const found = event.data.find(key); found != event.data.end() && found->is_string())
            return found->get<std::string>();
    std::string text;  // of what is remembered: "4711:x7Kq2 sent"
    if (auto const fields = event.data.find("fields"); fields != event.data.end() && fields->is_object())
        for (auto const &[name, value] : fields->items())
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name,
                                value.is_string() ? value.get<std::string>() : cli::dump(value));
    return text;
}

// Of an operation that ended queries: what they were.
void add_killed(Entry const &entry, Session &session, cli::Report &report)
{
    auto const killed = killed_queries({entry}, session);
    if (killed.backends == 0) return;
    report.data["killed"] = killed.data;
    report.blocks.emplace_back("\n" + killed.lines);
}

cli::Report show_entry(JournalShowOptions const &o, Session &session)
{
    auto const entry = session.journal().find(o.id);
    if (!entry)
        throw Error{Fault::not_found, fmt::format("no operation '{}' in the journal", printable(o.id)),
                    "omactl journal ls"};
    auto const id = session.journal().shortest(entry->id);
    cli::Report report{all_of(*entry, id), {}, Fault::ok};
    auto text = fmt::format("{}  {}  {}, {}\n", entry->id, printable(entry->plan.command),
                            printable(entry->plan.full_target()), printable(entry->plan.service));
    text += fmt::format("by {} at {}{}\n", printable(entry->plan.who), short_time(entry->began),
                        entry->plan.reason.empty() ? "" : ": " + printable(entry->plan.reason));
    for (auto const &[label, what] : entry->plan.lines)
        if (label != "undo") text += fmt::format("  {:<20}  {}\n", printable(label), printable(what));
    report.blocks.emplace_back(text);
    cli::Table events{{{"WHEN"}, {"EVENT"}, {"", false, true}}, {}};
    for (auto const &event : entry->events) {
        events.rows.push_back({short_time(event.at), event.name, printable(what_happened(event))});
    }
    report.blocks.emplace_back(std::move(events));
    add_killed(*entry, session, report);
    if (entry->state == State::done && !entry->plan.undo.empty())
        report.blocks.emplace_back(fmt::format("Undo: omactl undo {}\n", id));
    if (entry->state == State::open || entry->state == State::partial || entry->state == State::unknown)
        report.blocks.emplace_back(
            fmt::format("Go on: omactl resume {}{}\n", id,
                        entry->plan.no_undo.empty() ? fmt::format("    Put back: omactl undo {}", id) : std::string{}));
    return report;
}

constexpr cli::Param k_ls_params[] = {
    cli::param<&JournalLsOptions::first>("--first", "N", "How many"),
    cli::param<&JournalLsOptions::since>("--since", "TIME", "Begun since then: 2h, or a point in time"),
    cli::param<&JournalLsOptions::only>("--command", "WORDS", "Only this command, like 'queue clear'"),
    cli::param<&JournalLsOptions::target>("--target", "NAME", "Only this target, like sites"),
};
constexpr cli::Example k_ls_examples[] = {
    {"omactl journal ls", "the newest twenty operations"},
    {"omactl journal ls --since 2h --json", "what was done in this incident"},
};
Verb<JournalLsOptions> const g_ls{
    {.path = "journal ls",
     .summary = "List what was changed from this machine",
     .details = "Newest first. Every operation is recorded before it begins; one that has no verdict was cut short.",
     .params = k_ls_params,
     .examples = k_ls_examples},
    ls};

constexpr cli::Param k_show_params[] = {
    cli::param<&JournalShowOptions::id>("id", "", "Operation, or the beginning of its id", cli::Complete::operations),
};
constexpr cli::Example k_show_examples[] = {
    {"omactl journal show 01JDB7Q4", "plan, steps and verdict of one operation"},
};
Verb<JournalShowOptions> const g_show{{.path = "journal show",
                                       .summary = "Show one operation: plan, steps, verdict",
                                       .details = "With what it takes to go on or to put it back.",
                                       .params = k_show_params,
                                       .examples = k_show_examples},
                                      show_entry};

}  // namespace

}  // namespace omactl::cmd
