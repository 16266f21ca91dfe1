#include "cmd/queue_groups.hpp"

#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using queue::FailureTally;

constexpr std::ptrdiff_t k_frames = 8;  // of a backtrace, on a screen

cli::Json frames_of(FailureTally::Group const &group)
{
    auto frames = cli::Json::parse(group.trace, nullptr, false);
    return frames.is_array() ? frames : cli::Json{};
}

cli::Json to_json(FailureTally::Group const &group, FailureTally::By by, Payloads const &payloads)
{
    cli::Json json;
    if (by == FailureTally::By::klass) json["class"] = cli::json_bytes(group.name);
    json["error"] = group.error;
    json["records"] = group.records;
    json["first_failed_at"] = group.first_at;
    json["last_failed_at"] = group.last_at;
    json["sample_payload"] = cli::json_bytes(payloads.job(group.sample));
    json["sample_backtrace"] = frames_of(group);
    return json;
}

std::string share(std::int64_t part, std::int64_t whole)
{
    return percent(static_cast<double>(part), static_cast<double>(whole));
}

std::string name_of(FailureTally::Group const &group)
{
    return group.name.empty() ? "(no error)" : printable(group.name);
}

cli::Table table_of(FailureTally const &tally, std::vector<FailureTally::Group> const &groups, std::int64_t first)
{
    cli::Table table{{{"", true}, {"", true}, {"", false, true}, {""}, {""}}, {}};
    for (auto const &group : groups)
        if (std::ssize(table.rows) < first)
            table.rows.push_back({"  " + with_commas(group.records), share(group.records, tally.records()),
                                  name_of(group), group.first_at.empty() ? "" : "first " + printable(group.first_at),
                                  group.last_at.empty() ? "" : "last " + printable(group.last_at)});
    if (tally.malformed() > 0)
        table.rows.push_back({"  " + with_commas(tally.malformed()),
                              share(tally.malformed(), tally.records()),
                              {"malformed", cli::Tone::warning},
                              "",
                              ""});
    return table;
}

// What an engineer reads first: with which args the first of them failed, and where.
std::string sample_of(FailureTally::Group const &group, Payloads const &payloads)
{
    auto const job = queue::read_job(group.sample);
    auto const klass = queue::text_of(fmt::format("\"{}\"", job.klass));
    auto text = fmt::format("the first: {}{}\n", printable(klass + " " + payloads.args(job.args)),
                            group.error.empty() ? "" : ", " + printable(group.error));
    auto const frames = frames_of(group);
    auto const shown = std::min<std::ptrdiff_t>(std::ssize(frames), k_frames);
    for (std::ptrdiff_t i = 0; i < shown; ++i) {
        auto const &frame = frames[static_cast<std::size_t>(i)];
        if (frame.is_string()) text += "  " + printable(frame.get<std::string>()) + "\n";
    }
    if (std::ssize(frames) > shown)
        text += fmt::format("  and {} more: omactl queue failed show\n", with_commas(std::ssize(frames) - shown));
    return text;
}

// The one thing to know, with the command that looks closer.
std::string diagnosis(FailureTally const &tally, FailureTally::Group const &group, FailureTally::By by)
{
    bool const klass = by == FailureTally::By::klass;
    auto const name = klass ? group.name : group.error.substr(0, group.error.find(": "));
    constexpr auto k_of_regex = "\\[](){}*+?|^$.\n";  // an exception's name has none of them
    if (name.empty() || group.records * 2 <= tally.records() || name.find_first_of(k_of_regex) != name.npos) return {};
    return fmt::format("{} {} {}: `omactl queue failed show --{} {}`\n",
                       group.records == tally.records() ? "all" : share(group.records, tally.records()),
                       klass ? "are" : "failed with", printable(name), klass ? "class" : "error", shell_quoted(name));
}

}  // namespace

queue::FailureTally::By failures_by(std::string const &text)
{
    if (text == "error") return FailureTally::By::error;
    if (text == "class") return FailureTally::By::klass;
    throw Error{Fault::usage, fmt::format("--by takes error or class here, not '{}'", printable(text)),
                "omactl queue failed ls --by error"};
}

void add_groups(cli::Report &report, FailureTally const &tally, std::int64_t first, Payloads const &payloads)
{
    auto const groups = tally.groups();
    for (auto const &group : groups) report.data["groups"].push_back(to_json(group, tally.by(), payloads));
    report.blocks.emplace_back(table_of(tally, groups, first));
    if (groups.empty() || first == 0) return;
    auto const sample = sample_of(groups.front(), payloads);
    report.blocks.emplace_back(sample + payloads.note() + diagnosis(tally, groups.front(), tally.by()));
}

}  // namespace omactl::cmd
