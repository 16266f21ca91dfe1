#include "cmd/archive_place.hpp"
#include "cmd/payloads.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_requeue.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_wire.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

Rescue rescue_of(RequeueOptions const &o, Session &session)
{
    Rescue rescue;
    if (o.queue && !o.all) rescue.filter.queue = *o.queue;
    rescue.filter.klass = o.klass.value_or("");
    rescue.filter.error = o.error.value_or("");
    if (o.since) rescue.filter.since = parse_since(*o.since, session.context().clock.now()).time_since_epoch().count();
    rescue.to = o.to.value_or("");
    rescue.unique = o.unique;
    rescue.first = o.first.value_or(0);
    rescue.rate = o.rate ? o.rate->per_second : 0;
    rescue.max_length = o.max_length.value_or(0);
    rescue.stall_ms = o.stall.count();
    return rescue;
}

/// How many failures would be requeued, and the first of them.
struct FailureLook {
    std::int64_t matching = 0, waiting = 0, bytes = 0, timeless = 0;
    std::string sample_job, sample_error;
    std::vector<std::string> queues;
};

FailureLook look_at_failures(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout)
{
    FailureLook look;
    FailureMatcher const matcher{rescue.filter};
    auto unique = unique_work(rescue, redis, layout);
    each_candidate(rescue, redis, layout, [&](FailedJob const &job) {
        auto const &failure = job.failure;
        if (!matcher.matches(failure) || (rescue.first > 0 && look.matching >= rescue.first)) return;
        auto const to = rescue.to.empty() ? queue::text_of(failure.queue) : rescue.to;
        if (!unique.is_new(to, failure.payload)) return void(++look.waiting);
        if (look.matching++ == 0) {
            look.sample_job = failure.payload;
            look.sample_error = queue::error_of(failure);
        }
        look.bytes += static_cast<std::int64_t>(job.bytes.size());
        if (std::find(look.queues.begin(), look.queues.end(), to) == look.queues.end()) look.queues.push_back(to);
    });
    look.timeless = matcher.timeless();
    return look;
}

std::string_view noun_of(Rescue const &rescue)
{
    return rescue.sorted() ? "job" : "failure";
}

std::string nothing_of(Rescue const &rescue, FailureLook const &look)
{
    if (rescue.bound == 0)
        return rescue.sorted() ? fmt::format("There are no jobs in `{}`; nothing to requeue.", rescue.shown_set())
                               : "There are no failures; nothing to requeue.";
    auto text = fmt::format("No {} of {} matches ({}).", noun_of(rescue), with_commas(rescue.bound),
                            printable(rescue.filter.describe()));
    if (look.waiting > 0) text += fmt::format(" Those whose work waits already: {}.", with_commas(look.waiting));
    return text;
}

void describe_failures(op::Plan &plan, RequeueOptions const &o, Rescue const &rescue, FailureLook const &look,
                       Session &session)
{
    auto const to = look.queues.size() == 1 ? look.queues.front() : fmt::format("their {} queues", look.queues.size());
    plan.lines = {{plan.command + (o.queue ? " " + printable(*o.queue) : ""),
                   fmt::format("{} of {} {} `{}`, the jobs go to {}", with_commas(look.matching),
                               counted(rescue.bound, noun_of(rescue)), either(look.matching, "leaves", "leave"),
                               rescue.shown_set(), printable(to))}};
    if (rescue.delayed())
        plan.lines.emplace_back("", "as when resque-scheduler enqueues them, but now");
    else if (rescue.sorted())
        plan.lines.emplace_back("", rescue.enqueue().retried
                                        ? "as Sidekiq's own retry: enqueued_at new, retry_count less one"
                                        : "as Sidekiq's own poller: enqueued_at new");
    if (look.waiting > 0)
        plan.lines.emplace_back("", "the same work waits already, so these stay: " + with_commas(look.waiting));
    if (look.timeless > 0)
        plan.lines.emplace_back("",
                                "their time of failure can't be read, so these stay: " + with_commas(look.timeless));
    if (!look.sample_job.empty()) {
        plan.lines.emplace_back("", "for example " + sample_text(look.sample_job));
        if (!look.sample_error.empty())
            plan.lines.emplace_back("", "which failed with " + cut(printable(look.sample_error), 100));
    }
    plan.lines.emplace_back("kept in", fmt::format("{}, at most {}, on this machine", shown_archive(plan, session),
                                                   human_bytes(static_cast<std::uint64_t>(look.bytes))));
    plan.question = fmt::format(
        "Requeue {} in {}?", counted(look.matching, rescue.shown_set() == "schedule" ? "scheduled job" : "failed job"),
        plan.env);
    plan.nothing = nothing_of(rescue, look);
}

}  // namespace

op::Plan plan_from_failed(RequeueOptions const &o, std::string const &set, Session &session)
{
    auto const layout = session.queue_layout();
    auto &redis = session.redis();
    auto rescue = rescue_of(o, session);
    rescue.set = set;
    auto plan =
        op::begin_plan(session, "queue.requeue", 1, o.all || !o.queue ? std::string(rescue.shown_set()) : *o.queue);
    freeze_server(plan, session, ask_server(redis));
    auto const key = key_of(rescue, layout);
    if (rescue.sorted())
        rescue.at = session.context().clock.now().time_since_epoch().count();
    else
        need_one_list(redis, layout);
    rescue.bound = count_of(rescue, redis, layout);
    auto const look = look_at_failures(rescue, redis, layout);
    if (look.matching == 0 && !rescue.filter.queue.empty()) stand(redis, layout, rescue.filter.queue);
    plan.count = look.matching;
    plan.archive = archive_path(session, plan.id);
    plan.steps = {"save", "move"};
    plan.detail["list"] = key;
    plan.detail["source"] = rescue.sorted() ? "sorted" : "failed";
    plan.detail["rescue"] = to_json(rescue);
    plan.detail["queues"] = look.queues;
    plan.detail["archive_host"] = session.host();
    plan.before = {{rescue.shown_set(), rescue.bound}};
    describe_failures(plan, o, rescue, look, session);
    if (plan.count > 0) check_space(plan.archive, static_cast<std::uint64_t>(look.bytes));
    plan.wire = requeue_wire(o, layout, key, [&](WireText &wire) {
        if (rescue.delayed())
            wire.take_delayed(key, look.queues);
        else if (rescue.sorted())
            wire.take_sorted(key, look.queues);
        else
            wire.take_failed(look.queues);
    });
    return plan;
}

}  // namespace omactl::cmd
