#include "cmd/runbook_fit.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr Millis k_status_limit{30'000};

struct RunbookSuggestOptions {
    std::vector<std::string> text;
};

/// What needs attention now, a line each, as `omactl status` has it.
std::string troubles(Session &session)
{
    std::vector<std::string> argv{"/proc/self/exe", "-e", session.env_name()};
    if (auto const &file = session.context().globals.config) argv.insert(argv.end(), {"--config", *file});
    argv.insert(argv.end(), {"status", "--json"});
    auto const ended = process::run({.argv = argv}, k_status_limit);
    auto const json = cli::Json::parse(ended.out, nullptr, false);
    if (!json.is_array())
        throw Error{Fault::failed, "omactl status gave no answer", "omactl runbook suggest \"THE ALERT'S TEXT\""};
    std::string text;
    for (auto const &one : json)
        if (auto const level = one.value("status", ""); level != "ok")
            text += fmt::format("{} {} {}\n", level, one.value("what", ""), one.value("message", ""));
    return text;
}

cli::Json json_of(Suggestion const &one)
{
    cli::Json evidence = cli::Json::array();
    for (auto const &each : one.evidence) evidence.push_back({{"symptom", each.symptom}, {"line", each.line}});
    return {
        {"runbook", one.page.name}, {"title", one.page.title}, {"command", command_for(one)}, {"evidence", evidence}};
}

std::string shown(Suggestion const &one)
{
    auto text = fmt::format("{}  {}\n", command_for(one), printable(one.page.title));
    std::vector<std::string> lines;
    for (auto const &each : one.evidence) {
        if (std::ranges::find(lines, each.line) != lines.end()) continue;
        lines.push_back(each.line);
        text += fmt::format("  because of \"{}\" in: {}\n", printable(each.symptom), printable(cut(each.line, 120)));
    }
    return text;
}

cli::Report suggest(RunbookSuggestOptions const &o, Session &session)
{
    auto const text = o.text.empty() ? troubles(session) : fmt::format("{}", fmt::join(o.text, " "));
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    if (trim(text).empty()) {
        report.blocks.emplace_back("Nothing needs attention that omactl status looks at.\n");
        return report;
    }
    auto const all = fitting_pages(text, session);
    if (all.empty()) throw Error{Fault::not_found, "no page has a symptom like this", "omactl runbook ls"};
    for (auto const &one : all) {
        report.data.push_back(json_of(one));
        report.blocks.emplace_back(shown(one));
    }
    return report;
}

constexpr cli::Param k_params[] = {
    cli::verbatim_param<&RunbookSuggestOptions::text>("text", "", "An alert's text, pasted; none: ask omactl status"),
};
constexpr cli::Example k_examples[] = {
    {"omactl runbook suggest", "from what is wrong now to the page that deals with it"},
    {"omactl runbook suggest \"CRITICAL: queue sites 212480 waiting\"", "from the pager's words"},
};
Verb<RunbookSuggestOptions> const g_suggest{
    {.path = "runbook suggest",
     .summary = "Find the page that fits what is wrong",
     .details = "Compares the symptoms that pages name with what the probes of `omactl status` found, or with a text.\n"
                "The page with the most evidence comes first, with its parameters where the text names them.",
     .params = k_params,
     .examples = k_examples},
    suggest};

}  // namespace

}  // namespace omactl::cmd
