#include "cmd/archives_out.hpp"
#include "cmd/hold_words.hpp"
#include "cmd/journal_entry.hpp"
#include "cmd/operation_story.hpp"
#include "cmd/report_out.hpp"
#include "cmd/runbook_session.hpp"
#include "cmd/status_checks.hpp"
#include "cmd/status_redis.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace omactl::cmd {

namespace {

using Entries = std::vector<op::Entry>;

struct HandoverOptions {
    std::string since = "7d";
    std::int64_t first = 5;
};

/// One thing that the next shift has to know.
struct HandoverRow {
    std::string_view kind;  ///< "hold", "run", "operation", "archive", "undo", "unknown"
    cli::Tone tone;
    std::string id, env, what, message, since;
    std::vector<std::string> next;
};
using Rows = std::vector<HandoverRow>;

void add_holds(Entries const &entries, Session &session, Rows &rows)
{
    auto const now = session.context().clock.now();
    for (auto const &hold : op::open_holds(entries, now)) {
        if (op::ended_elsewhere(hold, session)) continue;
        auto const reason = hold.reason.empty() ? "" : fmt::format(", \"{}\"", hold.reason);
        rows.push_back({"hold",
                        op::is_overdue(hold, now) ? cli::Tone::trouble : cli::Tone::warning,
                        hold.id,
                        hold.env,
                        fmt::format("{} {}", hold.command, hold.target),
                        fmt::format("by {}{}, ends {}", hold.who, reason, how_long(hold, now)),
                        hold.began,
                        {command_in(hold.env, "holds release " + op::Journal::shortest(hold.id, entries), session)}});
    }
}

std::vector<std::string> next_of_run(runbook::RunState const &run, std::string_view standing, Session &session)
{
    auto const id = short_run(run.id, session);
    auto const typed = [&](std::string_view verb) {
        return command_in(run.env, fmt::format("runbook {} {}", verb, id), session);
    };
    if (standing == "running") return {typed("status"), typed("stop")};
    return {typed("resume"), typed("undo")};
}

void add_runs(std::string const &since, Session &session, Rows &rows)
{
    auto const folder = runs_folder(session);
    for (auto const &id : runbook::run_ids(folder)) {
        runbook::Record const record{folder + "/" + id, session.context().clock, session.context().secrets};
        auto const run = read_run(record);
        auto const standing = standing_of(run, record);
        if (run.began.empty() || standing == "done" || standing == "undone") continue;
        if (standing != "running" && run.last < since) continue;
        auto const why = run.why.empty() ? std::string{} : ": " + run.why;
        auto const far = how_far(runbook::parse_page(run.page, run.path, run.text), run);
        rows.push_back({"run", standing == "running" ? cli::Tone::strong : cli::Tone::warning, id, run.env,
                        "run " + run.page,
                        fmt::format("{} at step {} of {}, {}{}", standing, far.step, far.steps, far.name, why),
                        run.began, next_of_run(run, standing, session)});
    }
}

void add_operations(Entries const &entries, Session &session, Rows &rows)
{
    for (auto const &entry : entries) {
        if (!is_unfinished(entry) && entry.state != op::State::unverified) continue;
        auto const id = op::Journal::shortest(entry.id, entries);
        auto const verdict = verdict_of(entry, id);
        rows.push_back({"operation", cli::Tone::trouble, entry.id, entry.plan.env,
                        fmt::format("{} {}", entry.plan.command, entry.plan.target),
                        fmt::format("{}: {}", name_of(entry.state), verdict), entry.began,
                        next_of(entry, id, session)});
    }
}

// Only the service knows what came back. When it can't be asked, that is said: no row would mean none.
void add_archives(Entries const &entries, Session &session, Rows &rows)
{
    try {
        for (auto const &[entry, left] : archives_out(entries, session)) {
            auto const line = open_archive(*entry, left, entries);
            std::vector<std::string> next;
            for (std::size_t at = 0; at < line.next.size();) {
                auto const end = std::min(line.next.find(" · ", at), line.next.size());
                next.push_back(line.next.substr(at, end - at));
                at = end + std::string_view{" · "}.size();
            }
            rows.push_back({"archive", cli::Tone::warning, entry->id, entry->plan.env,
                            fmt::format("{} {}", entry->plan.command, entry->plan.target), line.text, entry->began,
                            std::move(next)});
        }
    } catch (Error const &e) {
        if (e.fault() == Fault::interrupted || e.fault() == Fault::terminated) throw;
        rows.push_back({"unknown",
                        cli::Tone::trouble,
                        "",
                        "",
                        "archives",
                        fmt::format("whether jobs wait for a decision is not known: {}", e.message()),
                        "",
                        {"omactl status"}});
    }
}

// Of other environments: their services were not asked.
void add_unasked(Entries const &entries, Session &session, Rows &rows)
{
    std::string asked;
    try {
        asked = session.env_name();
    } catch (Error const &) {  // none is chosen: it was said where it was asked for
    }
    std::set<std::string> others;
    for (auto const &entry : entries)
        if (entry.plan.env != asked && !entry.plan.archive.empty() && entry.state == op::State::done &&
            !entry.last_data("decided"))
            others.insert(entry.plan.env);
    for (auto const &env : others)
        rows.push_back({"unknown",
                        cli::Tone::warning,
                        "",
                        env,
                        "archives",
                        fmt::format("there are some of {}, which was not asked", env),
                        "",
                        {fmt::format("omactl -e {} incident handover", shell_quoted(env))}});
}

void add_undos(HandoverOptions const &o, std::string const &since, Entries const &entries, Session &session, Rows &rows)
{
    std::int64_t shown = 0;
    for (auto it = entries.rbegin(); it != entries.rend() && shown < o.first; ++it) {
        auto const id = op::Journal::shortest(it->id, entries);
        if (it->state != op::State::done || it->began < since) continue;
        auto next = next_of(*it, id, session);
        bool const stands_above =
            std::ranges::any_of(rows, [&](HandoverRow const &row) { return row.id == it->id && row.kind != "hold"; });
        if (next.empty() || stands_above) continue;
        rows.push_back({"undo", cli::Tone::plain, it->id, it->plan.env,
                        fmt::format("{} {}", it->plan.command, it->plan.target), verdict_of(*it, id), it->began,
                        std::move(next)});
        ++shown;
    }
}

cli::Json to_json(HandoverRow const &row)
{
    auto const or_null = [](std::string const &text) { return text.empty() ? cli::Json{} : cli::Json(text); };
    return {{"kind", row.kind},       {"id", or_null(row.id)},          {"env", or_null(row.env)}, {"what", row.what},
            {"message", row.message}, {"began_at", or_null(row.since)}, {"next", row.next}};
}

std::string word_of(std::string_view kind)
{
    if (kind == "operation" || kind == "archive") return "OPEN";
    if (kind == "unknown") return "????";
    std::string word{kind};
    for (char &c : word) c = static_cast<char>(c - 'a' + 'A');
    return word;
}

cli::Report shown(Rows const &rows, std::string const &since, Session &session)
{
    auto &context = session.context();
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{""}, {""}, {"", false, true}, {""}, {"", false, true}}, {}};
    std::int64_t open = 0;
    for (auto const &row : rows) {
        open += row.kind == "undo" ? 0 : 1;
        report.data.push_back(to_json(row));
        table.rows.push_back({{word_of(row.kind), row.tone},
                              printable(row.env.empty() ? row.what : fmt::format("{}: {}", row.env, row.what)),
                              printable(row.message),
                              row.since.empty() ? "" : runbook::short_time(row.since),
                              printable(fmt::format("{}", fmt::join(row.next, " · ")))});
    }
    cli::redact(report.data, context.secrets);
    report.blocks.emplace_back(
        fmt::format("Handover by {}  {}\n", printable(session.who()), human_time(context.clock.now())));
    report.blocks.emplace_back(std::move(table));
    report.blocks.emplace_back(open == 0 ? std::string("Nothing is open.\n")
                                         : fmt::format("{} to know of; stopped runs and undos since {}\n",
                                                       counted(open, "thing"), runbook::short_time(since)));
    return report;
}

cli::Report handover(HandoverOptions const &o, Session &session)
{
    auto const since = rfc3339(parse_since(o.since, session.context().clock.now()));
    learn_secrets(session);
    auto const entries = session.journal().entries();
    Rows rows;
    add_holds(entries, session, rows);
    add_runs(since, session, rows);
    add_operations(entries, session, rows);
    add_archives(entries, session, rows);
    add_unasked(entries, session, rows);
    add_undos(o, since, entries, session, rows);
    return shown(rows, since, session);
}

constexpr cli::Param k_params[] = {
    cli::param<&HandoverOptions::since>("--since", "TIME", "How far back stopped runs and undos are listed"),
    cli::param<&HandoverOptions::first>("--first", "N", "How many undos"),
};
constexpr cli::Example k_examples[] = {
    {"omactl incident handover", "at the end of a shift, for the next one"},
    {"omactl incident handover --json", "for a script"},
};
Verb<HandoverOptions> const g_handover{
    {.path = "incident handover",
     .summary = "List what the next shift has to know",
     .details = "Holds, runs that go on or stopped, operations without a good end, archived jobs that nobody has\n"
                "decided on, the newest undos; each with the command that goes on. Status 0 in any case. As JSON: an\n"
                "array of objects with `kind`: hold, run, operation, archive, unknown, undo.",
     .params = k_params,
     .examples = k_examples},
    handover};

}  // namespace

}  // namespace omactl::cmd
