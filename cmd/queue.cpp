#include "cmd/payloads.hpp"
#include "cmd/queue_failures.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/delayed.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/moment.hpp"
#include "lib/queue/selection.hpp"
#include "lib/queue/sorted.hpp"

#include <fmt/format.h>

#include <deque>
#include <functional>

namespace omactl::cmd {

namespace {

struct PeekOptions {
    std::string queue;
    std::int64_t first = 10;
    std::optional<std::string> klass;
    bool malformed = false, newest = false, with_payloads = false;
};

/// A job, or a failure record with one, where it stands.
struct Peeked {
    std::string set;  ///< "retry" …; "" in a queue
    std::int64_t position = 0;
    std::string score;  ///< of a sorted set: when it is due, or when it died
    std::string bytes;
};

/// What is looked into: a queue, or the sets that a name means.
struct Place {
    queue::Layout layout;
    std::string queue;
    std::vector<std::string> sets;
    std::int64_t length = 0;

    bool later() const { return layout.kind == queue::Kind::resque && sets == std::vector<std::string>{"schedule"}; }
    bool sorted() const { return !sets.empty() && (layout.kind == queue::Kind::sidekiq || later()); }
    bool records() const { return !sets.empty() && !sorted(); }
    std::string key() const { return records() ? layout.failed() : layout.queue(queue); }
    std::string_view job_of(std::string_view bytes) const
    {
        return records() ? queue::read_failure(bytes).payload : bytes;
    }
};

Place place_of(PeekOptions const &o, Session &session)
{
    auto &redis = session.redis();
    Place place{session.queue_layout(), o.queue, {}};
    place.sets = sets_named(o.queue, place.layout);
    if (o.queue == "schedule") place.sets = {o.queue};
    if (!place.sets.empty() && is_listed(redis, place.layout, o.queue)) place.sets.clear();
    if (place.sets.empty())
        place.length = stand(redis, place.layout, o.queue).length;
    else if (place.later())
        place.length = queue::count_delayed(redis, place.layout);
    else if (place.records())
        place.length = redis.call({"LLEN", place.key()}).integer();
    for (auto const &set : place.sets)
        if (place.sorted() && !place.later()) place.length += redis.call({"ZCARD", place.layout.key(set)}).integer();
    return place;
}

/// From the oldest, or the lowest score, beginning at `position`; `each` returns false to stop.
void read_from(std::int64_t position, Place const &place, redis::Connection &redis,
               std::function<bool(Peeked)> const &each)
{
    if (!place.sorted()) {
        bool const oldest_left = place.records() || place.layout.oldest_left();
        auto const name = place.records() ? "failed" : "";
        queue::read_list(redis, place.key(), oldest_left, position, place.length - position,
                         [&](std::string_view bytes) {
                             return each({name, position++, {}, std::string(bytes)});
                         });
        return;
    }
    if (place.later())
        return queue::read_delayed(
            redis, place.layout, place.length, [&](std::string_view epoch, std::string_view job) {
                return each({"schedule", position++, std::string(epoch) + ".0", std::string(job)});
            });
    bool going = true;
    for (auto const &set : place.sets) {
        std::int64_t at = 0;
        if (going)
            queue::read_sorted(redis, place.layout.key(set), place.length,
                               [&](std::string_view score, std::string_view bytes) {
                                   return going = each({set, at++, std::string(score), std::string(bytes)});
                               });
    }
}

// The newest that match may stand anywhere, so with a condition all of it is read; so are sorted sets.
std::deque<Peeked> found_jobs(PeekOptions const &o, redis::Connection &redis, Place const &place)
{
    std::deque<Peeked> found;
    if (o.first == 0) return found;
    queue::Filter filter;
    filter.klass = o.klass.value_or("");
    filter.malformed = o.malformed;
    bool const at_end = o.newest && filter.everything() && !place.sorted();
    queue::Selector selector{filter, place.length};
    read_from(at_end ? std::max<std::int64_t>(place.length - o.first, 0) : 0, place, redis, [&](Peeked one) {
        if (selector.leaves(place.job_of(one.bytes))) found.push_back(std::move(one));
        if (std::ssize(found) > o.first) found.pop_front();
        return (o.newest || std::ssize(found) < o.first) && interrupt_signal() == 0;
    });
    throw_if_interrupted();
    return found;
}

cli::Json to_json(Peeked const &one, Place const &place, Payloads const &payloads)
{
    auto const job = queue::read_job(place.job_of(one.bytes));
    cli::Json json{{"position", one.position},
                   {"well_formed", job.well_formed},
                   {"payload_masked", payloads.masked()},
                   {"payload", cli::json_bytes(payloads.job(one.bytes))}};
    json["class"] =
        job.well_formed ? cli::json_bytes(json_text("\"" + std::string(job.klass) + "\"").value_or("")) : cli::Json{};
    json["args"] = job.well_formed ? payloads.args_json(job.args) : cli::Json{};
    if (!one.set.empty()) json["set"] = one.set;
    if (!one.score.empty()) json["at"] = queue::shown_time(one.score);
    return json;
}

std::vector<cli::Cell> row_of(Peeked const &one, Place const &place, Payloads const &payloads)
{
    bool const well = queue::read_job(place.job_of(one.bytes)).well_formed;
    std::vector<cli::Cell> row{with_commas(one.position)};
    if (place.sorted()) {
        auto const at = queue::instant_of(one.score);
        row.insert(row.end(), {one.set, at ? human_time(*at) : printable(one.score)});
    }
    row.emplace_back(printable(payloads.job(one.bytes)), well ? cli::Tone::plain : cli::Tone::warning);
    return row;
}

cli::Report peek(PeekOptions const &o, Session &session)
{
    auto const place = place_of(o, session);
    Payloads const payloads{o.with_payloads};
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"POSITION", true}}, {}};
    if (place.sorted()) table.columns.insert(table.columns.end(), {{"SET"}, {"AT"}});
    table.columns.push_back({place.records() ? "RECORD" : "PAYLOAD", false, true});
    for (auto const &one : found_jobs(o, session.redis(), place)) {
        report.data.push_back(to_json(one, place, payloads));
        table.rows.push_back(row_of(one, place, payloads));
    }
    if (!table.rows.empty()) {
        report.blocks.emplace_back(std::move(table));
        report.blocks.emplace_back(payloads.note());
    } else if (place.length == 0)
        report.blocks.emplace_back(fmt::format("{} is empty.\n", printable(o.queue)));
    else
        report.blocks.emplace_back(fmt::format("No job of {} matches.\n", with_commas(place.length)));
    return report;
}

constexpr cli::Param k_peek_params[] = {
    cli::param<&PeekOptions::queue>("queue", "", "Queue (or failed, retry, dead, schedule) to look into",
                                    cli::Complete::queues),
    cli::param<&PeekOptions::first>("--first", "N", "How many"),
    cli::param<&PeekOptions::klass>("--class", "CLASS", "Only jobs of this class"),
    cli::param<&PeekOptions::malformed>("--malformed", "", "Only payloads that no worker could read"),
    cli::param<&PeekOptions::newest>("--newest", "", "The newest instead of the oldest"),
    cli::param<&PeekOptions::with_payloads>("--with-payloads", "", k_with_payloads),
};
constexpr cli::Example k_peek_examples[] = {
    {"omactl queue peek sites", "the ten oldest jobs"},
    {"omactl queue peek retry --first 3", "of Sidekiq: what it tries again next"},
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
