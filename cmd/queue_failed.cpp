#include "cmd/queue_failed.hpp"

#include "cmd/queue_groups.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/moment.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct FailedOptions {
    std::optional<std::string> queue, klass, error, since, by;
    std::int64_t first = 20;
    bool with_payloads = false;
};

cli::Json text_json(std::string_view raw)
{
    return raw.empty() || raw == "null" ? cli::Json{} : cli::json_bytes(queue::text_of(raw));
}

cli::Json time_json(std::string_view raw)
{
    auto const text = queue::shown_time(raw);
    return text.empty() ? cli::Json{} : cli::json_bytes(text);
}

// What only Sidekiq's records have: when it tries again by itself (or when the job died), and how often it did.
void add_sorted(cli::Json &json, FailureRecord const &shown)
{
    json["set"] = shown.set;
    json[shown.set == "retry" ? "retry_at" : "died_at"] = time_json(shown.score);
    auto const count = json_at(shown.bytes, "/retry_count");
    auto const times = count ? cli::Json::parse(*count, nullptr, false) : cli::Json{};
    json["retry_count"] = times.is_discarded() ? cli::Json{} : times;
    auto const jid = json_at(shown.bytes, "/jid");
    json["jid"] = jid ? text_json(*jid) : cli::Json{};
}

}  // namespace

cli::Json to_json(FailureRecord const &shown, queue::Kind kind, Payloads const &payloads)
{
    auto const failure = queue::read_failure(shown.bytes, kind);
    cli::Json json{{"index", shown.index}, {"well_formed", failure.well_formed}, {"payload_masked", payloads.masked()}};
    if (!failure.well_formed) {
        json["record"] = cli::json_bytes(payloads.job(shown.bytes));
        return json;
    }
    json["failed_at"] = time_json(failure.failed_at);
    json["queue"] = text_json(failure.queue);
    json["class"] = text_json("\"" + std::string(queue::read_job(failure.payload).klass) + "\"");
    json["payload"] = cli::json_bytes(payloads.job(failure.payload));
    json["exception"] = text_json(failure.exception);
    json["error"] = text_json(failure.error);
    if (kind == queue::Kind::sidekiq) {
        add_sorted(json, shown);
        return json;
    }
    json["worker"] = text_json(failure.worker);
    json["retried_at"] = text_json(failure.retried_at);
    auto const trace = json_at(shown.bytes, "/backtrace");
    auto const frames = trace ? cli::Json::parse(*trace, nullptr, false) : cli::Json{};
    json["backtrace"] = frames.is_discarded() ? cli::Json{} : frames;
    return json;
}

namespace {

std::string when(queue::Failure const &failure)
{
    auto const at = failure.failed_at.starts_with('"') ? std::nullopt : queue::instant_of(failure.failed_at);
    return at ? human_time(*at) : printable(queue::text_of(failure.failed_at));
}

std::vector<cli::Cell> row_of(FailureRecord const &shown, queue::Kind kind, Payloads const &payloads)
{
    auto const failure = queue::read_failure(shown.bytes, kind);
    auto const job = queue::read_job(failure.payload);
    std::vector<cli::Cell> row;
    if (failure.well_formed)
        row = {when(failure), printable(queue::text_of(failure.queue)),
               printable(fmt::format("{} {}", json_text("\"" + std::string(job.klass) + "\"").value_or(""),
                                     payloads.args(job.args))),
               printable(queue::error_of(failure))};
    else
        row = {"", "", {"malformed", cli::Tone::warning}, printable(payloads.job(shown.bytes))};
    if (kind == queue::Kind::sidekiq) row.insert(row.begin() + 1, cli::Cell{shown.set});
    return row;
}

cli::Table table_of(Newest const &newest, queue::Kind kind, Payloads const &payloads, cli::Json &data)
{
    cli::Table table{{{"FAILED AT"}, {"QUEUE"}, {"JOB", false, true}, {"ERROR", false, true}}, {}};
    if (kind == queue::Kind::sidekiq) table.columns.insert(table.columns.begin() + 1, cli::Column{"SET"});
    for (auto at = newest.shown().rbegin(); at != newest.shown().rend(); ++at) {
        data.push_back(to_json(at->second, kind, payloads));
        table.rows.push_back(row_of(at->second, kind, payloads));
    }
    return table;
}

FailureFilter filter_of(FailedOptions const &o, Clock const &clock)
{
    FailureFilter filter{o.queue.value_or(""), o.klass.value_or(""), o.error.value_or(""), 0};
    if (o.since) filter.since = parse_since(*o.since, clock.now()).time_since_epoch().count();
    return filter;
}

cli::Report grouped(FailedOptions const &o, Session &session)
{
    auto const layout = session.queue_layout();
    auto const filter = filter_of(o, session.context().clock);
    FailureMatcher const matcher{filter};
    queue::FailureTally tally{layout.kind, failures_by(*o.by)};
    bool const everything = filter.describe() == "all";
    each_failure(session.redis(), layout, failure_sets(layout.kind), [&](FailedJob const &job) {
        if (everything || matcher.matches(job.failure)) tally.add(job.bytes, job.failure);
    });
    Payloads const payloads{o.with_payloads};
    cli::Report report{
        {{"by", *o.by},
         {"records", tally.records()},
         {"malformed", tally.malformed()},
         {"payload_masked", payloads.masked()},
         {"groups", cli::Json::array()}},
        {fmt::format("failed: {} ({})\n", counted(tally.records(), "record"), printable(filter.describe()))},
        Fault::ok};
    add_groups(report, tally, o.first, payloads);
    return report;
}

cli::Report failed_ls(FailedOptions const &o, Session &session)
{
    if (o.by) return grouped(o, session);
    auto const layout = session.queue_layout();
    auto const filter = filter_of(o, session.context().clock);
    bool const everything = filter.describe() == "all";
    FailureMatcher const matcher{filter};
    Newest newest{o.first, layout.kind};
    std::int64_t length = 0;
    each_failure(session.redis(), layout, failure_sets(layout.kind), [&](FailedJob const &job) {
        ++length;
        if (everything || matcher.matches(job.failure)) newest.add(job);
    });
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    Payloads const payloads{o.with_payloads};
    auto table = table_of(newest, layout.kind, payloads, report.data);
    auto const shown = std::ssize(table.rows);
    if (shown > 0) report.blocks.emplace_back(std::move(table));
    if (length == 0) {
        report.blocks.emplace_back("No failures.\n");
        return report;
    }
    auto tail = fmt::format("{} of {} failures shown, newest first", with_commas(shown), with_commas(length));
    if (!everything)
        tail += fmt::format("; {} match ({})", with_commas(newest.matching()), printable(filter.describe()));
    if (matcher.timeless() > 0)
        tail += fmt::format("; {} have a time that can't be read", with_commas(matcher.timeless()));
    report.blocks.emplace_back(tail + "\n" + payloads.note());
    if (newest.matching() > 0)
        report.blocks.emplace_back("what fails most: omactl queue top failed --by error    back again: omactl queue "
                                   "failed requeue --dry-run\n");
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&FailedOptions::queue>("--queue", "QUEUE", "Only failures of this queue", cli::Complete::queues),
    cli::param<&FailedOptions::klass>("--class", "CLASS", "Only jobs of this class"),
    cli::param<&FailedOptions::error>("--error", "REGEX", "Only failures whose \"Exception: message\" matches"),
    cli::param<&FailedOptions::since>("--since", "TIME", "Only failures since then: 2h, or a point in time"),
    cli::one_of(cli::param<&FailedOptions::by>("--by", "WHAT", "Count them in groups, by error or class"),
                "error|class"),
    cli::param<&FailedOptions::first>("--first", "N", "How many"),
    cli::param<&FailedOptions::with_payloads>("--with-payloads", "", k_with_payloads),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue failed ls", "the newest twenty"},
    {"omactl queue failed ls --since 2h --by class", "how many of which, since when, and where"},
    {"omactl queue failed ls --error Timeout --since 2h --with-payloads --json", "whole records, for a script"},
};
Verb<FailedOptions> const g_ls{
    {.path = "queue failed ls",
     .summary = "List failed jobs, newest first",
     .details = "The job's class and args, and what it failed with. JSON has the backtraces too. What may be\n"
                "customers' data in args is masked, as `omactl queue peek --help` tells; errors are whole.\n"
                "Of Sidekiq: the jobs in `retry`, which it tries again by itself, and those in `dead`.",
     .params = k_params,
     .examples = k_examples},
    failed_ls};

}  // namespace

}  // namespace omactl::cmd
