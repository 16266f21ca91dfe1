#include "cmd/archive_place.hpp"
#include "cmd/export_file.hpp"
#include "cmd/journal_entry.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct JournalExport {
    std::optional<std::string> file, since;
    bool force = false;
};

// Where its archive is on this machine now: it may have been resumed, or copied, from another.
cli::Json line_of(op::Entry const &entry, std::vector<op::Entry> const &all, Session &session)
{
    auto json = all_of(entry, op::Journal::shortest(entry.id, all));
    for (auto &event : json["events"])
        if (event["event"] == "started") event["data"].erase("plan");  // it stands above
    auto const here = entry.plan.archive.empty() ? std::nullopt : archive_here(session, entry.plan.archive, entry.id);
    json["archive_here"] = here ? cli::Json(*here) : cli::Json{};
    return json;
}

Fault export_journal(JournalExport const &o, Session &session)
{
    auto const file = o.file.value_or("-");
    refuse_existing(file, o.force);
    std::size_t damaged = 0;
    auto const entries = session.journal().entries(&damaged);
    auto const since = o.since ? rfc3339(parse_since(*o.since, session.context().clock.now())) : std::string{};
    auto const out = export_file(file, session);
    std::int64_t count = 0;
    for (auto const &entry : entries) {
        if (entry.began < since) continue;
        out->pending() += cli::dump(line_of(entry, entries, session)) + "\n";
        ++count;
        if (out->is_due()) out->flush();
    }
    refuse_existing(file, o.force);
    out->finish();
    cli::Report report{
        {{"file", file}, {"operations", count}, {"bytes", out->bytes()}, {"damaged", damaged}}, {}, Fault::ok};
    report.blocks.emplace_back(fmt::format(
        "Exported {}{}, {}.\n", counted(count, "operation"),
        file == "-" ? "" : " to " + printable(homely(file, session.context().environ)), human_bytes(out->bytes())));
    if (damaged > 0)
        report.blocks.emplace_back(fmt::format("Passed over {} of {} that can't be read\n",
                                               counted(static_cast<std::int64_t>(damaged), "line"),
                                               session.journal().path()));
    show_export(report, file, session);
    return Fault::ok;
}

constexpr cli::Param k_params[] = {
    cli::param<&JournalExport::file>("file", "", "Where to; packed when it ends in .zst; - is stdout",
                                     cli::Complete::files),
    cli::param<&JournalExport::since>("--since", "TIME", "Begun since then: 2h, or a point in time"),
    cli::param<&JournalExport::force>("--force", "", "Write over a file that is there"),
};
constexpr cli::Example k_examples[] = {
    {"omactl journal export journal.jsonl.zst", "all of it, before a prune"},
    {"omactl journal export - --since 7d", "this week's, to stdout, for jq"},
};
Action<JournalExport> const g_export{
    {.path = "journal export",
     .kind = cli::Kind::read,
     .summary = "Copy the journal into a file",
     .details = "JSON lines, oldest first: an operation a line, with plan, events and the path of its archive.",
     .params = k_params,
     .examples = k_examples},
    export_journal};

}  // namespace

}  // namespace omactl::cmd
