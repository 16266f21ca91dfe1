#include "cmd/queue_requeue.hpp"

#include "cmd/queue_canary.hpp"
#include "cmd/queue_pace.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "cmd/verb.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace omactl::cli {

cmd::Percent Value<cmd::Percent>::from(std::string_view text)
{
    auto const digits = text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
    cmd::Percent percent;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), percent.value);
    if (error == std::errc{} && end == digits.data() + digits.size() && percent.value >= 1 && percent.value <= 100)
        return percent;
    throw Error{Fault::usage, fmt::format("'{}' is no percentage from 1% to 100%", text), "for example 20%"};
}

std::string Value<cmd::Percent>::text(cmd::Percent const &percent)
{
    return fmt::format("{}%", percent.value);
}

}  // namespace omactl::cli

namespace omactl::cmd {

namespace {

/// The list or sorted set that --from means; of Sidekiq what failed is in `retry`, unless it is dead.
std::string set_of(RequeueOptions const &o, queue::Kind kind)
{
    auto const from = o.from.value_or("failed");
    bool const sidekiq = kind == queue::Kind::sidekiq;
    if (from == "failed") return sidekiq ? "retry" : "failed";
    bool const sorted = from == "retry" || from == "dead" || from == "schedule";
    if (!sorted)
        throw Error{Fault::usage,
                    fmt::format("--from takes failed, schedule{} or archive:ID, not '{}'",
                                sidekiq ? ", retry, dead" : "", printable(from)),
                    "omactl journal ls    (shows archives' ids)"};
    if (!sidekiq && from != "schedule")
        throw Error{Fault::usage, fmt::format("--from {} is for Sidekiq; Resque has no such set", from),
                    "--from failed    (or set kind = \"sidekiq\" in the configuration)"};
    if (from == "schedule" && (o.error || o.since))
        throw Error{Fault::usage, "--error and --since look at failures; scheduled jobs have none", "use --class"};
    return sidekiq ? from : std::string{k_delayed};
}

// A few jobs go before the last step, in which all the others do.
void add_canary(op::Plan &plan, RequeueOptions const &o)
{
    if (!o.canary) return;
    Canary canary{std::min(*o.canary, plan.count)};
    if (o.wait) canary.wait_ms = o.wait->count();
    if (o.abort_if_refail) canary.percent = o.abort_if_refail->value;
    plan.detail["canary"] = to_json(canary);
    plan.steps.insert(plan.steps.end() - 1, {"canary", "judge"});
    plan.lines.emplace_back("canary", canary.describe());
}

void check_canary_options(RequeueOptions const &o)
{
    if (!o.canary && (o.wait || o.abort_if_refail))
        throw Error{Fault::usage, "--wait and --abort-if-refail are for canaries", "--canary 10"};
    if (o.canary && *o.canary < 1) throw Error{Fault::usage, "--canary takes a count of jobs", "--canary 10"};
}

op::Plan plan_requeue(RequeueOptions const &o, Session &session)
{
    check_canary_options(o);
    bool const archived = o.from && o.from->starts_with("archive:");
    auto plan = archived ? plan_from_archive(o, std::string_view{*o.from}.substr(8), session)
                         : plan_from_failed(o, set_of(o, session.queue_layout().kind), session);
    describe_pace(plan, o.rate ? o.rate->per_second : 0, o.max_length.value_or(0));
    add_canary(plan, o);
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
        cli::param<&RequeueOptions::stall>("--stall", "DUR", "Give up when it stays full for so long"),                \
        cli::param<&RequeueOptions::canary>("--canary", "N",                                                           \
                                            "Push N first, and the others only if these don't fail again"),            \
        cli::param<&RequeueOptions::wait>("--wait", "DUR", "How long the canaries may take; 1m unless given"),         \
        cli::param<&RequeueOptions::abort_if_refail>("--abort-if-refail", "PERCENT",                                   \
                                                     "So many of them may not fail again; 20% unless given")

constexpr cli::Param k_params[] = {
    cli::param<&RequeueOptions::queue>("queue", "", "Queue whose jobs come back, and where they go",
                                       cli::Complete::queues),
    cli::one_of(
        cli::param<&RequeueOptions::from>(
            "--from", "SOURCE",
            "failed (the default), schedule, archive:ID of a queue clear; of Sidekiq retry (its default), dead"),
        "failed|schedule|retry|dead"),
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
    {"omactl queue requeue sites --canary 10 --wait 2m --abort-if-refail 10%", "is the fix one? ten first"},
    {"omactl queue requeue sites --from failed --to sites_retry --first 10", "try ten of them elsewhere"},
};
Action<RequeueOptions> const g_requeue{
    {.path = "queue requeue",
     .kind = cli::Kind::change,
     .summary = "Put failed or archived jobs back into their queue",
     .details = "A failure record leaves `failed` in the same step that pushes its job, so nothing runs twice and\n"
                "nothing is lost, whatever happens in between. Records are kept in an archive first. An archive's\n"
                "jobs come back once: what is back already is left alone. The run is bounded by what there was when\n"
                "it was planned. Of Sidekiq, members leave `retry`, `dead` or `schedule` as by its own \"retry now\".\n"
                "With --canary a few go first. When they fail again, or nobody works on them, nothing more is pushed\n"
                "(9); `omactl resume ID` looks at them again and goes on when they are fine.",
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
    {"omactl queue failed requeue --canary 5", "five first; the others only if these come to a good end"},
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

std::vector<std::string> requeue_wire(RequeueOptions const &o, queue::Layout const &layout, std::string const &list,
                                      std::function<void(WireText &)> const &give)
{
    WireText wire{layout, list};
    auto const mark = [&] { wire.finish(layout.mask("ID")); };
    if (o.canary) {
        mark();  // what has failed by now
        give(wire);
        mark();  // the canaries are out
        mark();  // they are fine
    }
    give(wire);
    mark();
    return wire.lines();
}

}  // namespace omactl::cmd
