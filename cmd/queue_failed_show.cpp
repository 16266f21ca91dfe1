#include "cmd/queue_failed.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct FailedShowOptions {
    std::optional<std::string> queue, klass, error, since;
    std::optional<std::int64_t> index;
    bool with_payloads = false;
};

/// The newest that matches, or the one that stands at an index.
std::optional<FailureRecord> find(FailedShowOptions const &o, Session &session, queue::Layout const &layout)
{
    FailureFilter filter{o.queue.value_or(""), o.klass.value_or(""), o.error.value_or(""), 0};
    if (o.since) filter.since = parse_since(*o.since, session.context().clock.now()).time_since_epoch().count();
    bool const everything = filter.describe() == "all";
    FailureMatcher const matcher{filter};
    Newest newest{1, layout.kind};
    each_failure(session.redis(), layout, failure_sets(layout.kind), [&](FailedJob const &job) {
        bool const there = !o.index || job.index == *o.index;
        if (there && (everything || matcher.matches(job.failure))) newest.add(job);
    });
    if (newest.shown().empty()) return std::nullopt;
    return newest.shown().begin()->second;
}

std::string line(std::string_view label, std::string const &text)
{
    return text.empty() ? std::string{} : fmt::format("  {:<11} {}\n", label, printable(text));
}

std::string text_at(cli::Json const &record, char const *name)
{
    auto const found = record.find(name);
    if (found == record.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : cli::dump(*found);
}

std::string describe(FailureRecord const &shown, queue::Kind kind, Payloads const &payloads)
{
    auto const record = to_json(shown, kind, payloads);
    auto const failure = queue::read_failure(shown.bytes, kind);
    auto text = fmt::format("{} {} of {}\n", failure.well_formed ? "Failure" : "Malformed record", shown.index,
                            kind == queue::Kind::resque ? "failed" : shown.set);
    if (!failure.well_formed) return text + line("record", payloads.job(shown.bytes)) + payloads.note();
    auto const args = queue::read_job(failure.payload).args;
    text += line("failed at", text_at(record, "failed_at")) + line("queue", text_at(record, "queue")) +
            line("class", text_at(record, "class"));
    text += line("args", payloads.args(args));
    text += line("error", queue::error_of(failure)) + line("worker", text_at(record, "worker")) +
            line("retried at", text_at(record, "retried_at")) + line("retries", text_at(record, "retry_count")) +
            line("tried again", text_at(record, "retry_at"));
    auto const trace = record.find("backtrace");
    if (trace != record.end() && trace->is_array())
        for (auto const &frame : *trace)
            text += line(frame == trace->front() ? "backtrace" : "", frame.is_string() ? frame.get<std::string>() : "");
    return text + payloads.note();
}

cli::Report show(FailedShowOptions const &o, Session &session)
{
    auto const layout = session.queue_layout();
    auto const found = find(o, session, layout);
    if (!found)
        throw Error{Fault::not_found,
                    o.index ? fmt::format("no such failure at index {}", *o.index) : std::string("no failure matches"),
                    "omactl queue failed ls"};
    Payloads const payloads{o.with_payloads};
    cli::Report report{to_json(*found, layout.kind, payloads), {}, Fault::ok};
    report.blocks.emplace_back(describe(*found, layout.kind, payloads));
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&FailedShowOptions::queue>("--queue", "QUEUE", "The newest failure of this queue",
                                          cli::Complete::queues),
    cli::param<&FailedShowOptions::klass>("--class", "CLASS", "The newest of this class"),
    cli::param<&FailedShowOptions::error>("--error", "REGEX", "The newest whose \"Exception: message\" matches"),
    cli::param<&FailedShowOptions::since>("--since", "TIME", "Only since then: 2h, or a point in time"),
    cli::param<&FailedShowOptions::index>("--index", "N", "The one at this place, as the JSON of `failed ls` has it"),
    cli::param<&FailedShowOptions::with_payloads>("--with-payloads", "", k_with_payloads),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue failed show", "the newest"},
    {"omactl queue failed show --class RefreshSite --with-payloads", "what it was to do, and where it broke"},
};
Verb<FailedShowOptions> const g_show{
    {.path = "queue failed show",
     .summary = "Show one failure: args, error, backtrace",
     .details = "The newest that matches. What may be customers' data in its args is masked, in JSON too, as\n"
                "`omactl queue peek --help` tells; error and backtrace are whole.",
     .params = k_params,
     .examples = k_examples},
    show};

}  // namespace

}  // namespace omactl::cmd
