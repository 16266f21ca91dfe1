#include "cmd/queue_return.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/one_step.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_refill.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_wire.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

std::int64_t ledger_count(Session &session, queue::Layout const &layout, std::string const &id)
{
    return session.redis().call({"BITCOUNT", layout.ledger(id)}).integer();
}

// Unhurried, the jobs are gathered aside and put in front in one step: in order, whatever arrived.
// At a rate they go to the head portion by portion.
std::vector<std::string> wire_of(op::Plan const &plan, Refill const &refill, queue::Layout const &layout)
{
    auto const list = plan.detail.at("list").get<std::string>();
    WireText wire{layout, list, refill.archive_id};
    wire.give_back(refill.list, refill.at_head, refill.archive_id, 0, !refill.queue_name.empty());
    if (refill.at_head)
        wire.finish(layout.mask(list));
    else
        wire.splice(refill.list, list);
    return wire.lines();
}

class QueueReturn final : public OnRedis {
public:
    QueueReturn() noexcept : OnRedis("queue.return", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        auto &session = session_of(world);
        recheck_server(plan, session);
        need_free(session.redis(), layout_of(plan), plan.detail.at("list").get<std::string>(), plan.target);
    }

    void apply(std::string_view step, op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        auto const part = refill_from(run.plan.detail.at("refill"));
        auto const list = run.plan.detail.at("list").get<std::string>();
        if (step == "return") {
            refill(part, run, layout);
            if (part.at_head) queue::finish(fenced(run), layout.mask(list), "return", {});
        } else {
            while (!queue::splice(fenced(run), layout, part.list, list, queue::k_chunk, {"splice", true}))
                run.guard.beat();
        }
    }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (!record) return op::Taken::no;
        if (record->phase == "splice" || record->phase == step) return op::Taken::yes;
        return record->seq > 0 && step == "return" ? op::Taken::partly : op::Taken::no;
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        auto const list = run.plan.detail.at("list").get<std::string>();
        auto const record = run.guard.record();
        auto const returned = record ? std::atoll(record->field("pushed").c_str()) : 0;
        auto &redis = session_of(run.world).redis();
        op::Outcome outcome;
        auto const waiting = redis.call({"LLEN", list}).integer();
        outcome.sentence =
            fmt::format("Returned {} to the head of {} in {}; {} {}.", counted(returned, noun_of(run.plan)),
                        printable(run.plan.target), human_duration(run.spent()), with_commas(waiting),
                        either(waiting, "waits", "wait"));
        if (auto const others = run.plan.count - returned; others > 0)
            outcome.sentence += fmt::format(" {} had been put back by then.", with_commas(others));
        outcome.changes.push_back({{"queue", run.plan.target}, {"returned", returned}});
        outcome.after = {{"length", waiting}};
        if (redis.call({"EXISTS", layout.aside(list)}).integer() > 0) {
            outcome.fault = Fault::unverified;
            outcome.trouble = "jobs still stand aside under this operation's name";
        }
        return outcome;
    }
};

QueueReturn const g_operation;

}  // namespace

op::Plan plan_return(op::Plan const &cleared, op::UndoOptions const &options, Session &session)
{
    auto const layout = layout_of(cleared);
    auto plan = op::begin_plan(session, "queue.return", 1, cleared.target);
    freeze_server(plan, session, ask_server(session.redis()), layout);
    auto const archive = need_archive(cleared, session);
    need_intact(archive, cleared.id, session.redis(), layout);
    need_ledger(session.redis(), layout, cleared.id);
    auto const list = cleared.detail.at("list").get<std::string>();
    auto const records = records_in(cleared, archive, session);
    auto const back = ledger_count(session, layout, cleared.id);
    Refill part;
    part.archive_id = cleared.id;
    part.path = archive;
    part.at_head = options.rate > 0;
    part.list = part.at_head ? list : layout.aside(list);
    part.queue_name = list == layout.failed() ? "" : cleared.target;
    part.rate = options.rate;
    part.records = records;
    plan.undoes = cleared.id;
    plan.count = records - back;
    plan.steps = part.at_head ? std::vector<std::string>{"return"} : std::vector<std::string>{"return", "splice"};
    plan.detail["list"] = list;
    plan.detail["refill"] = to_json(part);
    plan.before = {{"length", session.redis().call({"LLEN", list}).integer()}};
    plan.nothing = fmt::format("All {} are back already; nothing to undo.", counted(records, noun_of(cleared)));
    auto effect = fmt::format("{} {} back to the head of {}, in their order", counted(plan.count, noun_of(cleared)),
                              either(plan.count, "goes", "go"), printable(plan.target));
    if (back > 0) effect += fmt::format("; back already: {}", with_commas(back));
    plan.lines = {{"undo of " + cleared.command, effect}, {"from", homely(archive, session.context().environ)}};
    if (options.rate > 0) plan.lines.emplace_back("rate", human_rate(options.rate));
    plan.lines.emplace_back("undo", "none: repeat the command instead");
    plan.question =
        fmt::format("Return {} to {} in {}?", counted(plan.count, noun_of(cleared)), printable(plan.target), plan.env);
    plan.wire = wire_of(plan, part, layout);
    return plan;
}

}  // namespace omactl::cmd
