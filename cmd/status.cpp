#include "cmd/status_checks.hpp"
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

constexpr std::string_view k_words[] = {"FAIL", "WARN", "OPEN", "HOLD", "ok"};
constexpr std::string_view k_names[] = {"fail", "warn", "open", "hold", "ok"};  // in JSON
constexpr cli::Tone k_tones[] = {cli::Tone::trouble, cli::Tone::warning, cli::Tone::warning, cli::Tone::warning,
                                 cli::Tone::good};

cli::Json to_json(StatusLine const &line)
{
    return {{"status", k_names[static_cast<std::size_t>(line.level)]},
            {"what", line.service},
            {"message", line.text},
            {"mend", line.next.empty() ? cli::Json{} : cli::Json(line.next)}};
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
        auto const level = static_cast<std::size_t>(line.level);
        trouble += is_trouble ? 1 : 0;
        report.data.push_back(to_json(line));
        if (quiet && !is_trouble) continue;
        table.rows.push_back({{std::string(k_words[level]), k_tones[level]},
                              printable(line.service),
                              printable(line.text),
                              printable(line.next)});
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
     .details = "Each line names the command that deals with it. OPEN: archived jobs that nobody has decided on,\n"
                "and operations that stopped midway. Status 3 when anything needs attention, also a dead service.\n"
                "With --quiet only what needs attention is shown: nothing, when nothing does.",
     .params = k_params,
     .examples = k_examples},
    status};

}  // namespace

}  // namespace omactl::cmd
