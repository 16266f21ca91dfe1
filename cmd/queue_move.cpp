#include "cmd/archive_place.hpp"
#include "cmd/payloads.hpp"
#include "cmd/queue_archive.hpp"
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

/// How the queue stands that they go to: it need not exist, but must not be something else.
Standing stand_or_new(redis::Connection &redis, queue::Layout const &layout, std::string const &name)
{
    try {
        return stand(redis, layout, name);
    } catch (Error const &e) {
        if (e.fault() != Fault::not_found) throw;
        return {};
    }
}

void describe(op::Plan &plan, Session &session, PartOptions const &o, PartLook const &look, Standing const &there)
{
    auto const from = printable(o.queue), to = printable(o.to);
    auto const length = plan.detail.at("length").get<std::int64_t>();
    auto const stay = length - look.leaving;
    auto effect = fmt::format("{} of {} jobs go to {}, behind {}", with_commas(look.leaving), with_commas(length), to,
                              there.length > 0 ? counted(there.length, "job") : "nothing");
    if (there.length == 0)
        effect = fmt::format("{} of {} jobs go to {}, which is {}", with_commas(look.leaving), with_commas(length), to,
                             there.listed ? "empty" : "new");
    if (stay > 0) effect += fmt::format("; {} {}, in their order", with_commas(stay), either(stay, "stays", "stay"));
    plan.lines = {{fmt::format("queue move {} {}", from, to), effect}};
    if (look.timeless > 0)
        plan.lines.emplace_back(
            "", fmt::format("they don't say when they were enqueued, so these stay: {}", with_commas(look.timeless)));
    if (!look.sample.empty()) plan.lines.emplace_back("", "for example " + sample_text(look.sample));
    if (layout_of(plan).kind == queue::Kind::sidekiq)
        plan.lines.emplace_back("", fmt::format("their `queue` says {} then, as Sidekiq wants it", to));
    plan.lines.emplace_back("kept in", fmt::format("{}, at most {}, on this machine", shown_archive(plan, session),
                                                   human_bytes(static_cast<std::uint64_t>(look.bytes))));
    plan.undo = "takes back what no worker has taken by then";
    plan.lines.emplace_back("undo",
                            fmt::format("{}: what no worker has taken from {} by then", shown_undo(plan, session), to));
    plan.question = fmt::format("Move {} from {} to {} in {}?", counted(look.leaving, "job"), from, to, plan.env);
}

op::Plan plan_move(PartOptions const &o, Session &session)
{
    if (o.queue == o.to)
        throw Error{
            Fault::usage, fmt::format("'{}' is both: where they are and where they go", printable(o.queue)), {}};
    auto [plan, layout, length] = begin_part("queue.move", o, session);
    auto &redis = session.redis();
    auto const there = stand_or_new(redis, layout, o.to);
    auto const filter = filter_of(o, session.context().clock.now());
    auto const look = look_at_part(redis, layout, layout.queue(o.queue), length, filter);
    plan.count = look.leaving;
    plan.before["to_length"] = there.length;
    plan.detail["to"] = o.to;
    plan.detail["source"] = "move";
    plan.detail["filter"] = to_json(filter);
    freeze_sieve(plan, length, look.leaving, look.bytes, false);
    plan.detail["archive_host"] = session.host();
    plan.nothing = nothing_matches("move", o.queue, length, filter, look);
    describe(plan, session, o, look, there);
    if (plan.count > 0) check_space(plan.archive, static_cast<std::uint64_t>(look.bytes));
    plan.wire = sieve_wire(plan, layout);
    return plan;
}

constexpr cli::Param k_params[] = {
    cli::param<&PartOptions::queue>("queue", "", "Queue whose jobs leave", cli::Complete::queues),
    cli::param<&PartOptions::to>("to", "", "Queue that they go to, behind what waits there", cli::Complete::queues),
    OMACTL_PART_PARAMS,
};
constexpr cli::Example k_examples[] = {
    {"omactl queue move sites sites_slow --class RefreshSite", "out of the way of the others"},
    {"omactl queue move sites parked --dry-run", "all of them to a queue that nobody works at: see what would move"},
    {"omactl queue move mail mail_urgent --where /args/0=42 --first 100", "one customer's, the oldest hundred"},
};

Action<PartOptions> const g_command{
    {.path = "queue move",
     .kind = cli::Kind::change,
     .summary = "Move jobs to another queue, in their order",
     .details = "Without a condition all of them move. Conditions combine: a job moves when all of them hold. The\n"
                "jobs go behind those that wait in the other queue, which need not exist; of Sidekiq the `queue`\n"
                "inside each job is changed too. At every instant a job is in exactly one place, and an archive\n"
                "keeps its bytes as they were. Workers and producers may go on meanwhile. `omactl undo` brings\n"
                "back, to the head of their queue, those that no worker has taken.",
     .params = k_params,
     .examples = k_examples},
    [](PartOptions const &o, Session &session) { return op::carry_out(plan_move(o, session), session); }};

}  // namespace

}  // namespace omactl::cmd
