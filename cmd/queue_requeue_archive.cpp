#include "cmd/archive_place.hpp"
#include "cmd/payloads.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_refill.hpp"
#include "cmd/queue_requeue.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_wire.hpp"
#include "cmd/workers_kill.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

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

// Workers that were ended had jobs of several queues in hand.
std::vector<std::int64_t> of_other_queues(op::Plan const &kill, std::string const &queue, Session &session)
{
    std::vector<std::int64_t> others;
    auto const record = redis::read_record(session.redis(), layout_of(kill).record(kill.id));
    if (!record) return others;
    for (auto const &job : archived_by_kill(kill, *record))
        if (job.queue != queue) others.push_back(job.number);
    return others;
}

// Its jobs are out of their queues, and it is known which of them are back.
std::string need_jobs_of(op::Plan const &owner, Session &session, queue::Layout const &layout)
{
    if (owner.operation != "queue.clear" && owner.operation != "workers.kill")
        throw Error{Fault::usage, fmt::format("{} is '{}' and has no archive of jobs", owner.id, owner.command),
                    "omactl journal ls --command 'queue clear'"};
    if (owner.operation == "queue.clear" && noun_of(owner) != "job")
        throw Error{Fault::usage, fmt::format("the archive of {} holds failure records, not jobs", owner.id),
                    fmt::format("omactl undo {0}    (puts them back; then omactl queue failed requeue)", owner.id)};
    auto archive = need_archive(owner, session);
    need_departed(owner, session);
    need_intact(archive, owner.id, session.redis(), layout);
    need_ledger(session.redis(), layout, owner.id);
    return archive;
}

Refill part_of(RequeueOptions const &o, op::Plan const &owner, std::string const &archive, Session &session,
               queue::Layout const &layout)
{
    Refill part;
    part.archive_id = owner.id;
    part.path = archive;
    part.queue_name = o.to.value_or(*o.queue);
    part.list = layout.queue(part.queue_name);
    part.klass = o.klass.value_or("");
    part.unique = o.unique;
    part.first = o.first.value_or(0);
    part.rate = o.rate ? o.rate->per_second : 0;
    part.max_length = o.max_length.value_or(0);
    part.stall_ms = o.stall.count();
    part.records = records_in(owner, archive, session);
    if (owner.operation == "workers.kill") part.skip = of_other_queues(owner, *o.queue, session);
    return part;
}

void describe(op::Plan &plan, Refill const &part, RefillLook const &look, Session &session)
{
    plan.nothing = fmt::format(
        "Nothing to requeue: of {}, {} are back already, {} wait already, {} are of another class or queue.",
        counted(part.records, "archived job"), with_commas(look.back), with_commas(look.waiting),
        with_commas(look.other));
    auto const name = printable(part.queue_name);
    plan.lines = {{"queue requeue " + name, fmt::format("{} of {} archived jobs go to {}", with_commas(look.pushing),
                                                        with_commas(part.records), name)}};
    if (look.back > 0) plan.lines.emplace_back("", "back already: " + with_commas(look.back));
    if (look.waiting > 0)
        plan.lines.emplace_back("", "the same work waits already, so these stay in the archive: " +
                                        with_commas(look.waiting));
    if (!look.sample.empty()) plan.lines.emplace_back("", "for example " + sample_text(look.sample));
    plan.lines.emplace_back("from", homely(part.path, session.context().environ));
    plan.question = fmt::format("Requeue {} to {} in {}?", counted(plan.count, "job"), name, plan.env);
}

}  // namespace

op::Plan plan_from_archive(RequeueOptions const &o, std::string_view archive_id, Session &session)
{
    check_archive_options(o);
    auto const layout = session.queue_layout();
    auto &redis = session.redis();
    auto const owner = owner_of_archive(archive_id, session);
    auto const archive = need_jobs_of(owner, session, layout);
    auto const part = part_of(o, owner, archive, session, layout);
    auto plan = op::begin_plan(session, "queue.requeue", 1, part.queue_name);
    freeze_server(plan, session, ask_server(redis));
    auto const look = look_at(part, redis, layout, session.context().change.dry_run);
    plan.count = look.pushing;
    plan.steps = {"push"};
    plan.detail["list"] = part.list;
    plan.detail["source"] = "archive";
    plan.detail["refill"] = to_json(part);
    plan.before = {{"length", redis.call({"LLEN", part.list}).integer()}};
    describe(plan, part, look, session);
    auto const pieces = o.canary ? 0 : look.pieces;
    plan.wire =
        requeue_wire(o, layout, part.list, [&](WireText &wire) { wire.give_back(part.list, false, owner.id, pieces); });
    return plan;
}

}  // namespace omactl::cmd
