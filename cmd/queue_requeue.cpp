#include "cmd/payloads.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_pace.hpp"
#include "cmd/queue_refill.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_return.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "cmd/queue_wire.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct RequeueOptions {
    std::optional<std::string> queue;
    std::optional<std::string> from, to, klass, error, since;
    bool all = false, unique = false;
    std::optional<std::int64_t> first, max_length;
    std::optional<cli::Rate> rate;
    Millis stall{300'000};
};

// --- from an archive ----------------------------------------------------------------------------

op::Plan owner_of_archive(std::string_view id, Session &session)
{
    if (auto entry = session.journal().find(id)) return entry->plan;
    if (auto plan = session.find_plan(id)) return *plan;
    throw Error{Fault::not_found, fmt::format("no operation '{}' in the journal or in Redis", printable(id)),
                "omactl journal ls"};
}

void check_archive_options(RequeueOptions const &o)
{
    if (o.error || o.since)
        throw Error{Fault::usage, "--error and --since look at failure records; an archive of jobs has none",
                    "use --class, or --from failed"};
    if (o.all) throw Error{Fault::usage, "--all goes with --from failed", {}};
    if (!o.queue)
        throw Error{Fault::usage, "which queue? the jobs of an archive need a destination",
                    "omactl queue requeue QUEUE --from archive:ID"};
}

op::Plan plan_from_archive(RequeueOptions const &o, std::string_view archive_id, Session &session)
{
    check_archive_options(o);
    auto const layout = queue_layout(session);
    auto &redis = session.redis();
    auto const owner = owner_of_archive(archive_id, session);
    if (owner.operation != "queue.clear")
        throw Error{Fault::usage, fmt::format("{} is '{}' and has no archive of jobs", owner.id, owner.command),
                    "omactl journal ls --command 'queue clear'"};
    if (noun_of(owner) != "job")
        throw Error{Fault::usage, fmt::format("the archive of {} holds failure records, not jobs", owner.id),
                    fmt::format("omactl undo {0}    (puts them back; then omactl queue failed requeue)", owner.id)};
    auto const archive = need_archive(owner, session);
    need_departed(owner, session);
    need_intact(archive, owner.id, redis, layout);
    need_ledger(redis, layout, owner.id);
    auto const name = o.to.value_or(*o.queue);
    auto plan = op::begin_plan(session, "queue.requeue", 1, name);
    freeze_server(plan, session, ask_server(redis));
    Refill part;
    part.archive_id = owner.id;
    part.path = archive;
    part.list = layout.queue(name);
    part.queue_name = name;
    part.klass = o.klass.value_or("");
    part.unique = o.unique;
    part.first = o.first.value_or(0);
    part.rate = o.rate ? o.rate->per_second : 0;
    part.max_length = o.max_length.value_or(0);
    part.stall_ms = o.stall.count();
    part.records = records_in(owner, archive, session);
    auto const look = look_at(part, redis, layout, session.context().change.dry_run);
    plan.count = look.pushing;
    plan.steps = {"push"};
    plan.detail["list"] = part.list;
    plan.detail["source"] = "archive";
    plan.detail["refill"] = to_json(part);
    plan.before = {{"length", redis.call({"LLEN", part.list}).integer()}};
    plan.nothing =
        fmt::format("Nothing to requeue: of {}, {} are back already, {} wait already, {} are of another class.",
                    counted(part.records, "archived job"), with_commas(look.back), with_commas(look.waiting),
                    with_commas(look.other));
    auto effect = fmt::format("{} of {} archived jobs go to {}", with_commas(look.pushing), with_commas(part.records),
                              printable(name));
    plan.lines = {{"queue requeue " + printable(name), effect}};
    if (look.back > 0) plan.lines.emplace_back("", "back already: " + with_commas(look.back));
    if (look.waiting > 0)
        plan.lines.emplace_back("", "the same work waits already, so these stay in the archive: " +
                                        with_commas(look.waiting));
    if (!look.sample.empty()) plan.lines.emplace_back("", "for example " + sample_text(look.sample));
    plan.lines.emplace_back("from", homely(archive, session.context().environ));
    WireText wire{layout, part.list};
    wire.give_back(part.list, false, owner.id, look.pieces);
    wire.finish(layout.mask("ID"));
    plan.wire = wire.lines();
    plan.question = fmt::format("Requeue {} to {} in {}?", counted(plan.count, "job"), printable(name), plan.env);
    return plan;
}

// --- from the failures --------------------------------------------------------------------------

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
        return rescue.sorted() ? fmt::format("There are no jobs in `{}`; nothing to requeue.", rescue.set)
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
                               rescue.set, printable(to))}};
    if (rescue.sorted())
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
    plan.question =
        fmt::format("Requeue {} in {}?",
                    counted(look.matching, rescue.set == "schedule" ? "scheduled job" : "failed job"), plan.env);
    plan.nothing = nothing_of(rescue, look);
}

// From `failed` of Resque, or from one of Sidekiq's sorted sets.
op::Plan plan_from_failed(RequeueOptions const &o, std::string const &set, Session &session)
{
    auto const layout = queue_layout(session);
    auto &redis = session.redis();
    auto rescue = rescue_of(o, session);
    rescue.set = set;
    auto plan = op::begin_plan(session, "queue.requeue", 1, o.all || !o.queue ? set : *o.queue);
    freeze_server(plan, session, ask_server(redis));
    auto const key = layout.key(set);
    if (rescue.sorted()) {
        rescue.at = session.context().clock.now().time_since_epoch().count();
        rescue.bound = redis.call({"ZCARD", key}).integer();
    } else {
        need_one_list(redis, layout);
        rescue.bound = redis.call({"LLEN", key}).integer();
    }
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
    plan.before = {{set, rescue.bound}};
    describe_failures(plan, o, rescue, look, session);
    if (plan.count > 0) check_space(plan.archive, static_cast<std::uint64_t>(look.bytes));
    WireText wire{layout, key};
    if (rescue.sorted())
        wire.take_sorted(key, look.queues);
    else
        wire.take_failed(look.queues);
    wire.finish(layout.mask("ID"));
    plan.wire = wire.lines();
    return plan;
}

/// The list or sorted set that --from means; of Sidekiq what failed is in `retry`, unless it is dead.
std::string set_of(RequeueOptions const &o, queue::Kind kind)
{
    auto const from = o.from.value_or("failed");
    bool const sidekiq = kind == queue::Kind::sidekiq;
    if (from == "failed") return sidekiq ? "retry" : "failed";
    bool const sorted = from == "retry" || from == "dead" || from == "schedule";
    if (!sorted || !sidekiq)
        throw Error{Fault::usage,
                    sorted ? fmt::format("--from {} is for Sidekiq; Resque has no such set", from)
                           : fmt::format("--from takes failed{} or archive:ID, not '{}'",
                                         sidekiq ? ", retry, dead, schedule" : "", printable(from)),
                    sorted ? "--from failed    (or set kind = \"sidekiq\" in the configuration)"
                           : "omactl journal ls    (shows archives' ids)"};
    if (from == "schedule" && (o.error || o.since))
        throw Error{Fault::usage, "--error and --since look at failures; scheduled jobs have none", "use --class"};
    return from;
}

op::Plan plan_requeue(RequeueOptions const &o, Session &session)
{
    bool const archived = o.from && o.from->starts_with("archive:");
    auto plan = archived ? plan_from_archive(o, std::string_view{*o.from}.substr(8), session)
                         : plan_from_failed(o, set_of(o, queue_layout(session).kind), session);
    describe_pace(plan, o.rate ? o.rate->per_second : 0, o.max_length.value_or(0));
    describe_unpush(plan, session);
    return plan;
}

Fault requeue(RequeueOptions const &o, Session &session)
{
    if (!o.queue && !o.all && !(o.from && o.from->starts_with("archive:")))
        throw Error{Fault::usage, "which queue's failures?", "name it, or --all: each failure goes to its own queue"};
    return op::carry_out(plan_requeue(o, session), session);
}

Fault requeue_failed(RequeueOptions const &o, Session &session)
{
    auto all = o;
    all.all = !o.queue;
    return op::carry_out(plan_requeue(all, session), session);
}

#define OMACTL_PACE_PARAMS                                                                                             \
    cli::param<&RequeueOptions::first>("--first", "N", "Only the first N that match, oldest first"),                   \
        cli::param<&RequeueOptions::rate>("--rate", "RATE", "At most so many jobs a second, like 200/s"),              \
        cli::param<&RequeueOptions::max_length>("--max-length", "N", "Wait while the destination is longer"),          \
        cli::param<&RequeueOptions::stall>("--stall", "DUR", "Give up when it stays full for so long")

constexpr cli::Param k_params[] = {
    cli::param<&RequeueOptions::queue>("queue", "", "Queue whose jobs come back, and where they go",
                                       cli::Complete::queues),
    cli::param<&RequeueOptions::from>(
        "--from", "SOURCE",
        "failed (the default), archive:ID of a queue clear; of Sidekiq retry (its default), dead, schedule"),
    cli::param<&RequeueOptions::to>("--to", "QUEUE", "Another destination", cli::Complete::queues),
    cli::param<&RequeueOptions::all>("--all", "", "The failures of all queues, each to its own"),
    cli::param<&RequeueOptions::klass>("--class", "CLASS", "Only jobs of this class"),
    cli::param<&RequeueOptions::error>("--error", "REGEX", "Only failures whose \"Exception: message\" matches"),
    cli::param<&RequeueOptions::since>("--since", "TIME", "Only failures since then: 2h, or a point in time"),
    cli::param<&RequeueOptions::unique>("--unique", "", "Skip work (class and args) that waits already"),
    OMACTL_PACE_PARAMS,
};
constexpr cli::Example k_examples[] = {
    {"omactl queue requeue sites --from failed --error Timeout --since 2h", "what failed while the database was away"},
    {"omactl queue requeue sites --from archive:01JDB7Q4 --unique --rate 200/s",
     "what a clear took away, once each, slowly"},
    {"omactl queue requeue --from dead --all --class Mail::Digest", "Sidekiq gave them up; each to its own queue"},
    {"omactl queue requeue sites --from failed --to sites_retry --first 10", "try ten of them elsewhere"},
};
Action<RequeueOptions> const g_requeue{
    {.path = "queue requeue",
     .kind = cli::Kind::change,
     .summary = "Put failed or archived jobs back into their queue",
     .details = "A failure record leaves `failed` in the same step that pushes its job, so nothing runs twice and\n"
                "nothing is lost, whatever happens in between. Records are kept in an archive first. An archive's\n"
                "jobs come back once: what is back already is left alone. The run is bounded by what there was when\n"
                "it was planned. Of Sidekiq, members leave `retry`, `dead` or `schedule` as by its own \"retry now\".",
     .params = k_params,
     .examples = k_examples},
    requeue};

constexpr cli::Param k_failed_params[] = {
    cli::param<&RequeueOptions::queue>("--queue", "QUEUE", "Only failures of this queue", cli::Complete::queues),
    cli::param<&RequeueOptions::to>("--to", "QUEUE", "Another destination than their own queue", cli::Complete::queues),
    cli::param<&RequeueOptions::klass>("--class", "CLASS", "Only jobs of this class"),
    cli::param<&RequeueOptions::error>("--error", "REGEX", "Only failures whose \"Exception: message\" matches"),
    cli::param<&RequeueOptions::since>("--since", "TIME", "Only failures since then: 2h, or a point in time"),
    cli::param<&RequeueOptions::unique>("--unique", "", "Skip work (class and args) that waits already"),
    OMACTL_PACE_PARAMS,
};
constexpr cli::Example k_failed_examples[] = {
    {"omactl queue failed requeue --error Timeout --dry-run", "see which would go back, and where"},
    {"omactl queue failed requeue --class Mail::Digest --rate 50/s", "all failed digests, slowly"},
};
Action<RequeueOptions> const g_failed_requeue{{.path = "queue failed requeue",
                                               .kind = cli::Kind::change,
                                               .summary = "Put failed jobs back, each into its own queue",
                                               .details = "The same as `queue requeue --from failed --all`; of\n"
                                                          "Sidekiq, all that is in `retry` (not in `dead`).",
                                               .params = k_failed_params,
                                               .examples = k_failed_examples},
                                              requeue_failed};

#undef OMACTL_PACE_PARAMS

}  // namespace

}  // namespace omactl::cmd
