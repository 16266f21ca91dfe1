#include "cmd/archive_place.hpp"
#include "cmd/payloads.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_discard.hpp"
#include "cmd/queue_filter.hpp"
#include "cmd/queue_part.hpp"
#include "cmd/queue_sieve.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "cmd/verb.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

void describe(op::Plan &plan, Session &session, std::string const &name, std::int64_t length, PartLook const &look)
{
    auto const stay = length - look.leaving;
    auto effect = fmt::format("{} of {} jobs leave", with_commas(look.leaving), with_commas(length));
    if (stay > 0) effect += fmt::format("; {} {}, in their order", with_commas(stay), either(stay, "stays", "stay"));
    plan.lines = {{"queue clear " + printable(name), effect}};
    if (look.timeless > 0)
        plan.lines.emplace_back(
            "", fmt::format("they don't say when they were enqueued, so these stay: {}", with_commas(look.timeless)));
    if (!look.sample.empty()) plan.lines.emplace_back("", "for example " + sample_text(look.sample));
    plan.lines.emplace_back("kept in", fmt::format("{}, at most {}, on this machine", shown_archive(plan, session),
                                                   human_bytes(static_cast<std::uint64_t>(look.bytes))));
    plan.lines.emplace_back("undo", shown_undo(plan, session));
    plan.question = fmt::format("Clear {} from {} in {}?", counted(look.leaving, "job"), printable(name), plan.env);
}

op::Plan plan_clear(PartOptions const &o, Session &session)
{
    auto [plan, layout, length] = begin_part("queue.clear", o, session);
    auto const filter = filter_of(o, session.context().clock.now());
    auto const look = look_at_part(session.redis(), layout, layout.queue(o.queue), length, filter);
    plan.count = look.leaving;
    plan.detail["filter"] = to_json(filter);
    freeze_sieve(plan, length, look.leaving, look.bytes, filter.everything());
    plan.detail["archive_host"] = session.host();
    plan.undo = "puts the archived jobs back at the head of the queue";
    plan.nothing = nothing_matches("clear", o.queue, length, filter, look);
    describe(plan, session, o.queue, length, look);
    if (plan.count > 0) check_space(plan.archive, static_cast<std::uint64_t>(look.bytes));
    plan.wire = sieve_wire(plan, layout);
    return plan;
}

/// Jobs that wait for their time outside of the queues: Sidekiq's sets, resque-scheduler's buckets.
op::Plan plan_clear_set(PartOptions const &o, Session &session)
{
    auto const sidekiq = session.queue_layout().kind == queue::Kind::sidekiq;
    if (!o.where.empty() || o.malformed || o.duplicates || o.first || o.keep_newest || o.older_than)
        throw Error{Fault::usage, fmt::format("--from {} goes with --class alone", printable(*o.from)), {}};
    bool const failures = *o.from == "failed" || *o.from == "retry" || *o.from == "dead";
    if (*o.from != "schedule")
        throw Error{Fault::usage, fmt::format("--from takes schedule, not '{}'", printable(*o.from)),
                    failures ? "omactl queue failed clear" : "omactl queue clear --from schedule --dry-run"};
    Discard discard{sidekiq ? "schedule" : std::string{k_delayed}, {}};
    discard.filter.queue = o.name.value_or("");
    discard.filter.klass = o.klass.value_or("");
    return plan_discard(discard, session);
}

Fault clear(PartOptions const &o, Session &session)
{
    if (o.from) return op::carry_out(plan_clear_set(o, session), session);
    if (!o.name) throw Error{Fault::usage, "which queue?", "omactl queue ls"};
    auto known = o;
    known.queue = *o.name;
    return op::carry_out(plan_clear(known, session), session);
}

constexpr cli::Param k_params[] = {
    cli::param<&PartOptions::name>("queue", "", "Queue to clear", cli::Complete::queues),
    OMACTL_PART_PARAMS,
    cli::one_of(cli::param<&PartOptions::from>(
                    "--from", "SET", "schedule: jobs for later, of this queue or of all (Sidekiq, resque-scheduler)"),
                "schedule"),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue clear sites --dry-run", "see what would leave, and the exact commands"},
    {"omactl queue clear sites --class RefreshSite --duplicates", "the oldest of each stays"},
    {"omactl queue clear sites --where /args/0=42 --reason \"site 42 loops\"", "one site's jobs"},
    {"omactl queue clear mail --older-than 6h", "what nobody wants any more; jobs without a time stay"},
    {"omactl queue clear --from schedule --class Mail::Digest", "jobs for later, whatever their queue"},
    {"omactl queue clear sites --max 50000 --yes", "in a script: refuse when there are more"},
    {"omactl queue clear sites --duplicates --plan-out clear.plan", "for somebody else to look at and apply"},
};

Action<PartOptions> const g_command{
    {.path = "queue clear",
     .kind = cli::Kind::change,
     .summary = "Empty a queue, keeping every job in an archive",
     .details = "Without a condition the whole queue leaves. Conditions combine: a job leaves when all of them\n"
                "hold. Every job that leaves is first written to an archive on this machine, byte for byte;\n"
                "`omactl undo` puts back what is not back yet, and `omactl queue requeue NAME --from archive:ID`\n"
                "puts back a part, at a pace. Workers and producers may go on meanwhile.",
     .params = k_params,
     .examples = k_examples},
    clear};

}  // namespace

}  // namespace omactl::cmd
