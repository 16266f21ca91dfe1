#include "cmd/runbook_fit.hpp"
#include "cmd/status_checks.hpp"
#include "cmd/status_words.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

struct StatusOptions {
    Millis interval{300};
};

/// The page that deals with it, as it would be run; "" when none does.
std::string page_for(StatusLine const &line, Session &session)
{
    if (line.level > StatusLine::Level::warn) return {};
    auto const fitting = fitting_pages(fmt::format("{} {}", line.service, line.text), session);
    return fitting.empty() ? std::string{} : command_for(fitting.front());
}

/// What to type next: the command, and the page in short.
std::string shown_next(StatusLine const &line, std::string const &page)
{
    if (page.empty()) return line.next;
    auto const short_page = page.substr(page.find(' ') + 1);
    return line.next.empty() ? page : fmt::format("{} · {}", line.next, short_page);
}

cli::Json to_json(StatusLine const &line, std::string const &page)
{
    return {{"status", words_of(line.level).name},
            {"what", line.service},
            {"message", line.text},
            {"mend", line.next.empty() ? cli::Json{} : cli::Json(line.next)},
            {"runbook", page.empty() ? cli::Json{} : cli::Json(page)}};
}

cli::Report status(StatusOptions const &o, Session &session)
{
    auto &clock = session.context().clock;
    auto const began = clock.ticks();
    auto lines = look_at_all(session, o.interval);
    std::stable_sort(lines.begin(), lines.end(),
                     [](StatusLine const &a, StatusLine const &b) { return a.level < b.level; });
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{""}, {"", false, true}, {"", false, true}, {"", false, true}}, {}};
    std::int64_t trouble = 0;
    bool const quiet = session.context().globals.quiet;
    for (auto const &line : lines) {
        bool const is_trouble = line.level < StatusLine::Level::hold;
        auto const &words = words_of(line.level);
        trouble += is_trouble ? 1 : 0;
        auto const page = page_for(line, session);
        report.data.push_back(to_json(line, page));
        if (quiet && !is_trouble) continue;
        table.rows.push_back({{std::string(words.shown), words.tone},
                              printable(line.service),
                              printable(line.text),
                              printable(shown_next(line, page))});
    }
    if (quiet && trouble == 0) return report;  // nothing to say: a mail from cron is news
    auto const spent = std::chrono::duration<double>(clock.ticks() - began).count();
    report.blocks.emplace_back(
        fmt::format("{}  {}  {:.2f} s\n", printable(session.env_name()), human_time(clock.now()), spent));
    report.blocks.emplace_back(std::move(table));
    if (trouble > 0) {
        report.fault = Fault::found;
        report.blocks.emplace_back(fmt::format("{} need{} attention\n", trouble, trouble == 1 ? "s" : ""));
    }
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&StatusOptions::interval>("--interval", "DUR", "How far apart the two looks at the queues are"),
};
constexpr cli::Example k_examples[] = {
    {"omactl status", "everything on one screen, trouble first"},
    {"omactl status --json", "for a script; the exit status is 3 when something needs attention"},
};
Verb<StatusOptions> const g_status{
    {.path = "status",
     .kind = cli::Kind::predicate,
     .summary = "Show all services on one screen, trouble first",
     .details = "Each line names the command, or the runbook, that deals with it. OPEN: archived jobs that nobody has "
                "decided on,\n"
                "and operations that stopped midway. Status 3 when anything needs attention, also a dead service.\n"
                "With --quiet only what needs attention is shown: nothing, when nothing does.",
     .params = k_params,
     .examples = k_examples},
    status};

}  // namespace

}  // namespace omactl::cmd
