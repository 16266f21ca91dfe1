#include "cmd/queue_discard.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct FailedClearOptions {
    std::optional<std::string> queue, klass, error, since, from;
    std::optional<Millis> older_than;
    bool malformed = false, retried = false;
};

/// What Sidekiq gave up is in `dead`; what it still tries again by itself, in `retry`, must be named.
std::string set_of(FailedClearOptions const &o, queue::Kind kind)
{
    if (kind == queue::Kind::resque) {
        if (!o.from || *o.from == "failed") return "failed";
        throw Error{Fault::usage,
                    fmt::format("--from {} is for Sidekiq; Resque has `failed` alone", printable(*o.from)),
                    "omactl queue failed clear"};
    }
    if (o.retried)
        throw Error{Fault::usage, "--retried looks at Resque's failure records", "use --older-than, --class, --error"};
    auto const set = o.from.value_or("dead");
    if (set != "retry" && set != "dead")
        throw Error{Fault::usage, fmt::format("--from takes dead or retry, not '{}'", printable(set)),
                    set == "schedule" ? "omactl queue clear --from schedule" : "omactl queue failed ls"};
    return set;
}

FailureFilter filter_of(FailedClearOptions const &o, Instant now)
{
    FailureFilter filter{o.queue.value_or(""), o.klass.value_or(""), o.error.value_or("")};
    if (o.since) filter.since = parse_since(*o.since, now).time_since_epoch().count();
    if (o.older_than) filter.before = (now - *o.older_than).time_since_epoch().count();
    filter.malformed = o.malformed;
    filter.retried = o.retried;
    return filter;
}

void refuse_nonsense(FailedClearOptions const &o)
{
    if (o.malformed && (o.queue || o.klass || o.error || o.since || o.older_than || o.retried))
        throw Error{Fault::usage, "--malformed goes alone: what can't be read has no class, error or time", {}};
}

Fault clear_failed(FailedClearOptions const &o, Session &session)
{
    refuse_nonsense(o);
    auto const layout = session.queue_layout();
    auto const set = set_of(o, layout.kind);
    if (set == "failed") need_one_list(session.redis(), layout);
    return op::carry_out(plan_discard({set, filter_of(o, session.context().clock.now())}, session), session);
}

constexpr cli::Param k_params[] = {
    cli::param<&FailedClearOptions::queue>("--queue", "QUEUE", "Only failures of this queue", cli::Complete::queues),
    cli::param<&FailedClearOptions::klass>("--class", "CLASS", "Only jobs of this class"),
    cli::param<&FailedClearOptions::error>("--error", "REGEX", "Only failures whose \"Exception: message\" matches"),
    cli::param<&FailedClearOptions::since>("--since", "TIME", "Only failures since then: 2h, or a point in time"),
    cli::param<&FailedClearOptions::older_than>("--older-than", "DUR", "Only failures from longer ago"),
    cli::param<&FailedClearOptions::retried>("--retried", "",
                                             "Only those that Resque's own requeue left behind (retried_at)"),
    cli::param<&FailedClearOptions::malformed>("--malformed", "",
                                               "Only records that no reader understands, \"\" among them"),
    cli::one_of(cli::param<&FailedClearOptions::from>("--from", "SET", "Of Sidekiq: dead (its default) or retry"),
                "dead|retry"),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue failed clear --dry-run", "see how many would leave, and what they failed with"},
    {"omactl queue failed clear --error ActiveRecord::RecordNotFound", "what nobody can mend"},
    {"omactl queue failed clear --older-than 30d", "last month's"},
    {"omactl queue failed clear --retried", "those that a web page has requeued, and kept"},
    {"omactl queue failed clear --from retry --class Mail::Digest", "Sidekiq shall not try these again"},
};
Action<FailedClearOptions> const g_command{
    {.path = "queue failed clear",
     .kind = cli::Kind::change,
     .summary = "Clear failure records, keeping every one in an archive",
     .details = "Without a condition all leave; conditions combine. Nothing is requeued: `queue failed requeue` does\n"
                "that. Of Sidekiq, the jobs in `dead` leave, or with --from retry those that it would try again by\n"
                "itself. `omactl undo` puts back what left.",
     .params = k_params,
     .examples = k_examples},
    clear_failed};

}  // namespace

}  // namespace omactl::cmd
