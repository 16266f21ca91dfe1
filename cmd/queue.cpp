#include "cmd/payloads.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/selection.hpp"

#include <fmt/format.h>

#include <deque>

namespace omactl::cmd {

namespace {

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
