#include "cmd/payloads.hpp"
#include "cmd/queue_look.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/selection.hpp"

#include <fmt/format.h>

#include <deque>

namespace omactl::cmd {

namespace {

// --- queue ls -----------------------------------------------------------------------------------

struct LsOptions {
    std::optional<Millis> interval;
};

std::string rate_text(QueueLook const &look)
{
    if (look.out_per_s) return fmt::format("+{} in, {} out", human_rate(*look.in_per_s), human_rate(*look.out_per_s));
    if (look.net_per_s)
        return fmt::format("{}{} net", *look.net_per_s < 0 ? "-" : "+", human_rate(std::abs(*look.net_per_s)));
    return {};
}

cli::Json to_json(QueueLook const &look, bool with_age)
{
    cli::Json json{
        {"queue", cli::json_bytes(look.name)}, {"length", look.length}, {"listed", look.listed}, {"type", look.type}};
    json["held_by"] = look.held_by.empty() ? cli::Json{} : cli::Json(look.held_by);
    json["held"] = look.held;
    if (with_age) json["latency_s"] = look.latency_s ? cli::Json(*look.latency_s) : cli::Json{};
    if (look.net_per_s) json["net_per_s"] = *look.net_per_s;
    if (look.in_per_s) json["in_per_s"] = *look.in_per_s;
    if (look.out_per_s) json["out_per_s"] = *look.out_per_s;
    return json;
}

std::string note_on(QueueLook const &look, Session &session)
{
    if (!look.held_by.empty())
        return fmt::format("{0} held by {1}: omactl resume {1}", counted(look.held, "job"),
                           session.journal().shortest(look.held_by));
    return look.type == "list" || look.type == "none" ? "" : "a " + look.type + ", not a list";
}

std::string age_text(QueueLook const &look)
{
    if (!look.latency_s) return {};
    return human_duration(Millis{static_cast<std::int64_t>(*look.latency_s * 1'000)});
}

std::string total_of(QueuesLook const &looks)
{
    auto text = fmt::format("{} waiting, {}", counted(looks.total, "job"), looks.failures());
    if (looks.scheduled > 0) text += fmt::format(", {} scheduled", with_commas(looks.scheduled));
    return text + fmt::format(", {}\n", looks.workforce());
}

cli::Report ls(LsOptions const &o, Session &session)
{
    auto const looks = look_at_queues(session, o.interval.value_or(Millis{0}));
    bool const ages = looks.layout.kind == queue::Kind::sidekiq;
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"QUEUE", false, true}, {"WAITING", true}}, {}};
    if (ages) table.columns.push_back({"LATENCY", true});
    if (o.interval) table.columns.push_back({"RATE"});
    table.columns.push_back({"", false, true});
    for (auto const &look : looks.queues) {
        report.data.push_back(to_json(look, ages));
        std::vector<cli::Cell> row{printable(look.name), with_commas(look.length)};
        if (ages) row.emplace_back(age_text(look));
        if (o.interval) row.emplace_back(rate_text(look));
        row.emplace_back(note_on(look, session), cli::Tone::warning);
        table.rows.push_back(std::move(row));
    }
    if (looks.queues.empty()) {
        report.blocks.emplace_back(fmt::format("No queues in {}.\n", printable(looks.layout.place())));
        if (auto const other = kind_there_is(session.redis(), looks.layout); !other.empty())
            report.blocks.emplace_back("(" + other + ")\n");
    } else
        report.blocks.emplace_back(std::move(table));
    report.blocks.emplace_back(total_of(looks));
    return report;
}

// --- queue peek ---------------------------------------------------------------------------------

struct PeekOptions {
    std::string queue;
    std::int64_t first = 10;
    std::optional<std::string> klass;
    bool malformed = false, newest = false, with_payloads = false;
};

cli::Json job_json(std::int64_t position, std::string_view payload, Payloads const &payloads)
{
    auto const job = queue::read_job(payload);
    cli::Json json{{"position", position},
                   {"well_formed", job.well_formed},
                   {"payload_masked", payloads.masked()},
                   {"payload", cli::json_bytes(payloads.job(payload))}};
    json["class"] =
        job.well_formed ? cli::json_bytes(json_text("\"" + std::string(job.klass) + "\"").value_or("")) : cli::Json{};
    json["args"] = job.well_formed ? payloads.args_json(job.args) : cli::Json{};
    return json;
}

using Found = std::deque<std::pair<std::int64_t, std::string>>;  // position and payload

// The newest that match may stand anywhere, so with a condition the whole queue is read.
Found found_jobs(PeekOptions const &o, redis::Connection &redis, queue::Layout const &layout, std::int64_t length)
{
    Found found;
    if (o.first == 0) return found;
    queue::Filter filter;
    filter.klass = o.klass.value_or("");
    filter.malformed = o.malformed;
    auto position = o.newest && filter.everything() ? std::max<std::int64_t>(length - o.first, 0) : 0;
    queue::Selector selector{filter, length};
    queue::read_list(redis, layout.queue(o.queue), layout.oldest_left(), position, length - position,
                     [&](std::string_view job) {
                         if (selector.leaves(job)) found.emplace_back(position, job);
                         if (std::ssize(found) > o.first) found.pop_front();
                         ++position;
                         return (o.newest || std::ssize(found) < o.first) && interrupt_signal() == 0;
                     });
    throw_if_interrupted();
    return found;
}

cli::Report peek(PeekOptions const &o, Session &session)
{
    auto const layout = queue_layout(session);
    auto &redis = session.redis();
    auto const standing = stand(redis, layout, o.queue);
    Payloads const payloads{o.with_payloads};
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"POSITION", true}, {"PAYLOAD", false, true}}, {}};
    for (auto const &[at, job] : found_jobs(o, redis, layout, standing.length)) {
        bool const well = queue::read_job(job).well_formed;
        report.data.push_back(job_json(at, job, payloads));
        table.rows.push_back(
            {with_commas(at), {printable(payloads.job(job)), well ? cli::Tone::plain : cli::Tone::warning}});
    }
    if (!table.rows.empty()) {
        report.blocks.emplace_back(std::move(table));
        report.blocks.emplace_back(payloads.note());
    } else if (standing.length == 0)
        report.blocks.emplace_back(fmt::format("{} is empty.\n", printable(o.queue)));
    else
        report.blocks.emplace_back(fmt::format("No job of {} matches.\n", with_commas(standing.length)));
    return report;
}

// --- definitions --------------------------------------------------------------------------------

constexpr cli::Param k_ls_params[] = {
    cli::param<&LsOptions::interval>("--interval", "DUR", "Look twice, so far apart, and show the rates"),
};
constexpr cli::Example k_ls_examples[] = {
    {"omactl queue ls", "lengths, longest first"},
    {"omactl queue ls --interval 2s", "and what comes and goes"},
};
Verb<LsOptions> const g_ls{
    {.path = "queue ls",
     .summary = "List the queues with their lengths",
     .details = "Longest first. Sidekiq's jobs say when they were enqueued: LATENCY is how long the oldest has\n"
                "waited, and its failures are those in `retry` and in `dead`. With --interval it looks twice and\n"
                "tells arrivals and departures apart where the newest jobs allow it, else the net change.",
     .params = k_ls_params,
     .examples = k_ls_examples},
    ls};

constexpr cli::Param k_peek_params[] = {
    cli::param<&PeekOptions::queue>("queue", "", "Queue to look into", cli::Complete::queues),
    cli::param<&PeekOptions::first>("--first", "N", "How many"),
    cli::param<&PeekOptions::klass>("--class", "CLASS", "Only jobs of this class"),
    cli::param<&PeekOptions::malformed>("--malformed", "", "Only payloads that no worker could read"),
    cli::param<&PeekOptions::newest>("--newest", "", "The newest instead of the oldest"),
    cli::param<&PeekOptions::with_payloads>("--with-payloads", "", k_with_payloads),
};
constexpr cli::Example k_peek_examples[] = {
    {"omactl queue peek sites", "the ten oldest jobs"},
    {"omactl queue peek sites --malformed --with-payloads --json", "whole payloads, for a script"},
};
Verb<PeekOptions> const g_peek{
    {.path = "queue peek",
     .summary = "Show the oldest jobs of a queue",
     .details =
         "What may be customers' data is masked, in JSON too (\"payload_masked\": true). Shown are numbers, the\n"
         "names of members, ids (digits, UUIDs, gid://…), points in time, short identifiers (weekly,\n"
         "Mail::Digest), and what the framework itself writes: class, queue, jid, times, the error. Every\n"
         "other text, and each under a member called password, token, name, e-mail or the like, is \"…\".\n"
         "With --with-payloads they are shown as they stand, without what could steer a terminal; in a pipe\n"
         "they are whole. In JSON, bytes that are not UTF-8 come as {\"base64\": …}.",
     .params = k_peek_params,
     .examples = k_peek_examples},
    peek};

}  // namespace

}  // namespace omactl::cmd
