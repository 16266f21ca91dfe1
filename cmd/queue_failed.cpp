#include "cmd/queue_failures.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <deque>

namespace omactl::cmd {

namespace {

struct FailedOptions {
    std::optional<std::string> queue, klass, error, since;
    std::int64_t first = 20;
};

/// A record that will be shown.
struct Shown {
    std::int64_t index;
    std::string bytes;
};

cli::Json to_json(Shown const &shown)
{
    auto const failure = queue::read_failure(shown.bytes);
    cli::Json json{{"index", shown.index}, {"well_formed", failure.well_formed}};
    if (!failure.well_formed) {
        json["record"] = cli::json_bytes(shown.bytes);
        return json;
    }
    auto const text = [](std::string_view raw) {
        return raw.empty() || raw == "null" ? cli::Json{} : cli::json_bytes(queue::text_of(raw));
    };
    json["failed_at"] = text(failure.failed_at);
    json["queue"] = text(failure.queue);
    json["class"] = text("\"" + std::string(queue::read_job(failure.payload).klass) + "\"");
    json["payload"] = cli::json_bytes(failure.payload);
    json["exception"] = text(failure.exception);
    json["error"] = text(failure.error);
    json["worker"] = text(failure.worker);
    json["retried_at"] = text(failure.retried_at);
    auto const trace = json_at(shown.bytes, "/backtrace");
    auto const frames = trace ? cli::Json::parse(*trace, nullptr, false) : cli::Json{};
    json["backtrace"] = frames.is_discarded() ? cli::Json{} : frames;
    return json;
}

std::vector<cli::Cell> row_of(Shown const &shown)
{
    auto const failure = queue::read_failure(shown.bytes);
    if (!failure.well_formed) return {"", "", {"malformed", cli::Tone::warning}, printable(shown.bytes)};
    auto const job = queue::read_job(failure.payload);
    return {printable(queue::text_of(failure.failed_at)), printable(queue::text_of(failure.queue)),
            printable(fmt::format("{} {}", json_text("\"" + std::string(job.klass) + "\"").value_or(""), job.args)),
            printable(queue::error_of(failure))};
}

cli::Report failed_ls(FailedOptions const &o, Session &session)
{
    auto const layout = queue_layout(session);
    auto &redis = session.redis();
    FailureFilter filter{o.queue.value_or(""), o.klass.value_or(""), o.error.value_or(""), 0};
    if (o.since) filter.since = parse_since(*o.since, session.context().clock.now()).time_since_epoch().count();
    bool const everything = filter.describe() == "all";
    FailureMatcher const matcher{filter};
    auto const length = redis.call({"LLEN", layout.failed()}).integer();
    std::deque<Shown> newest;  // the newest are what one looks for first
    std::int64_t matching = 0;
    read_failures(redis, layout, length, [&](std::int64_t index, std::string_view record) {
        if (!everything && !matcher.matches(queue::read_failure(record))) return;
        ++matching;
        newest.push_front({index, std::string(record)});
        if (std::ssize(newest) > o.first) newest.pop_back();
    });
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"FAILED AT"}, {"QUEUE"}, {"JOB", false, true}, {"ERROR", false, true}}, {}};
    for (auto const &shown : newest) {
        report.data.push_back(to_json(shown));
        table.rows.push_back(row_of(shown));
    }
    if (!table.rows.empty()) report.blocks.emplace_back(std::move(table));
    if (length == 0) {
        report.blocks.emplace_back("No failures.\n");
        return report;
    }
    auto tail =
        fmt::format("{} of {} failures shown, newest first", with_commas(std::ssize(newest)), with_commas(length));
    if (!everything) tail += fmt::format("; {} match ({})", with_commas(matching), printable(filter.describe()));
    if (matcher.timeless() > 0)
        tail += fmt::format("; {} have a time that can't be read", with_commas(matcher.timeless()));
    report.blocks.emplace_back(tail + "\n");
    if (matching > 0)
        report.blocks.emplace_back("what fails most: omactl queue top failed --by error    back again: omactl queue "
                                   "failed requeue --dry-run\n");
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&FailedOptions::queue>("--queue", "QUEUE", "Only failures of this queue", cli::Complete::queues),
    cli::param<&FailedOptions::klass>("--class", "CLASS", "Only jobs of this class"),
    cli::param<&FailedOptions::error>("--error", "REGEX", "Only failures whose \"Exception: message\" matches"),
    cli::param<&FailedOptions::since>("--since", "TIME", "Only failures since then: 2h, or a point in time"),
    cli::param<&FailedOptions::first>("--first", "N", "How many"),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue failed ls", "the newest twenty"},
    {"omactl queue failed ls --error Timeout --since 2h --json", "whole records, for a script"},
};
Verb<FailedOptions> const g_ls{
    {.path = "queue failed ls",
     .summary = "List failed jobs, newest first",
     .details = "The job's class and args, and what it failed with. JSON has whole records with their backtraces.",
     .params = k_params,
     .examples = k_examples},
    failed_ls};

}  // namespace

}  // namespace omactl::cmd
