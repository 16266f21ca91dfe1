#include "cmd/queue_unpush.hpp"

#include "cmd/one_step.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_chunk.hpp"
#include "cmd/queue_part.hpp"
#include "cmd/queue_pushed.hpp"
#include "cmd/queue_refill.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_wire.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/sidekiq.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace omactl::cmd {

namespace {

/// A job that was pushed and may still wait.
struct Pushed {
    std::int64_t n;       ///< number of its record
    std::string failure;  ///< the record that it came from, "" when none, or when the job's bytes tell
};
using Multiset = std::unordered_map<Fingerprint, std::vector<Pushed>, FingerprintHash>;

/// Key of the sorted set, or the schedule, that jobs were taken out of; "" when they came from elsewhere.
std::string sorted_set(op::Plan const &pushed, queue::Layout const &layout)
{
    bool const sorted = pushed.detail.at("source") == "sorted";
    return sorted ? key_of(rescue_from(pushed.detail.at("rescue")), layout) : "";
}

/// For each queue: stage it → sift: pushed jobs leave, the others are kept → splice. What was moved
/// is gathered beside the queue that it came from; `return` puts it in front of that.
class QueueUnpush final : public OnRedis {
public:
    QueueUnpush() noexcept : OnRedis("queue.unpush", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        auto &session = session_of(world);
        recheck_server(plan, session);
        for (auto const &name : plan.detail.at("queues"))
            need_free(session.redis(), layout_of(plan), name.get<std::string>());
        if (auto const home = home_of(op::plan_from_json(plan.detail.at("pushed"))); !home.empty())
            need_free(session.redis(), layout_of(plan), home);
    }

    void apply(std::string_view step, op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        if (step == "finish") return queue::finish(fenced(run), layout.mask(run.plan.id), "finish", {});
        if (step == "return") return give_home(run, layout);
        auto const name = std::string(step.substr(step.find(' ') + 1));
        auto const list = layout.queue(name);
        auto sieve = sieve_for(run, layout, name);
        throw_if_interrupted();
        // From here to the splice there is no stop: workers find the queue empty meanwhile.
        auto const record = run.guard.record();
        bool const staged = record && record->phase == "stage" && record->field("list") == list;
        if (!staged && !queue::stage(fenced(run), layout, list)) return;
        sift(run, layout, sieve, name);
        // From now on it holds jobs of the list that its lease is on, if any.
        while (!queue::splice(fenced(run), layout, layout.kept(list), list, queue::k_chunk, {std::string(step), false},
                              {{"list", run.plan.detail.at("list").get<std::string>()}}))
            run.guard.beat();
    }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (!record) return op::Taken::no;
        if (record->field("over") == "1") return op::Taken::yes;
        auto const &steps = run.plan.steps;
        auto const reached = std::find(steps.begin(), steps.end(), record->phase);
        auto const asked = std::find(steps.begin(), steps.end(), step);
        return reached != steps.end() && asked <= reached ? op::Taken::yes : op::Taken::no;
    }

    op::Outcome verify(op::Run &run) const override { return took_back(run, k_gone_since); }

private:
    /// What is to be taken out of one queue.
    struct Sieve {
        op::Plan pushed;
        std::string home = home_of(pushed);
        Fingerprinter printer = {};
        Multiset jobs = {};
    };
    /// What one script sifts, and the bytes that pass through it.
    struct Piece {
        queue::Untake step;
        std::size_t bytes = 0;
    };

    static Sieve sieve_for(op::Run &run, queue::Layout const &layout, std::string const &name)
    {
        auto &session = session_of(run.world);
        Sieve sieve{op::plan_from_json(run.plan.detail.at("pushed"))};
        each_pushed(sieve.pushed, session, queue::read_bits(session.redis(), layout.pushed(sieve.pushed.id)),
                    [&](std::int64_t n, std::string_view to, std::string_view job, std::string_view failure) {
                        if (to == name) sieve.jobs[sieve.printer.of(job)].push_back({n, std::string(failure)});
                    });
        return sieve;
    }

    static void give_home(op::Run &run, queue::Layout const &layout)
    {
        auto const list = run.plan.detail.at("list").get<std::string>();
        while (!queue::splice(fenced(run), layout, layout.aside(list), list, queue::k_chunk, {"return", false}))
            run.guard.beat();
    }

    static void sift(op::Run &run, queue::Layout const &layout, Sieve &sieve, std::string const &name)
    {
        auto &redis = session_of(run.world).redis();
        auto const &pushed = sieve.pushed;
        auto const staged = layout.staged(layout.queue(name));
        run.progress.emplace(run.world.context(), "take back", redis.call({"LLEN", staged}).integer());
        auto const archive_id = pushed.detail.at("source") == "archive"
                                    ? pushed.detail.at("refill").at("archive_id").get<std::string>()
                                    : "";
        for (std::int64_t done = 0, bytes = 0;;) {
            Piece piece{{layout.queue(name), {}, pushed.id, archive_id, {}, {}, sorted_set(pushed, layout)}};
            piece.step.buckets = piece.step.set == layout.delayed_schedule();
            if (!sieve.home.empty()) piece.step.back = layout.aside(layout.queue(sieve.home));
            queue::read_list(redis, staged, layout.oldest_left(), 0, queue::chunk_for(done, bytes),
                             [&](std::string_view job) {
                                 piece.bytes += job.size();
                                 piece.step.leaves += take(sieve, job, layout, piece) ? '1' : '0';
                                 return piece.bytes < k_chunk_bytes;
                             });
            if (piece.step.leaves.empty()) break;
            queue::untake(fenced(run), layout, piece.step);
            bytes += static_cast<std::int64_t>(piece.bytes);
            run.progress->at(done += std::ssize(piece.step.leaves));
        }
        run.progress.reset();
    }

    static bool take(Sieve &sieve, std::string_view job, queue::Layout const &layout, Piece &piece)
    {
        auto const found = sieve.jobs.find(sieve.printer.of(job));
        if (found == sieve.jobs.end() || found->second.empty()) return false;
        auto const pushed = std::move(found->second.back());
        found->second.pop_back();
        auto &step = piece.step;
        step.bits.push_back(pushed.n);
        piece.bytes += pushed.failure.size();
        if (!step.set.empty())
            step.members.emplace_back(kept_of(pushed.failure).score, kept_of(pushed.failure).member);
        else if (!pushed.failure.empty())
            step.failures.push_back(pushed.failure);
        else if (!sieve.home.empty())
            step.failures.push_back(moved_home(job, sieve.home, layout));
        return true;
    }
};

/// How many pieces a queue is sifted in; 0: more than one, by the size of its jobs.
std::int64_t pieces_of(redis::Connection &redis, queue::Layout const &layout, std::string const &list,
                       std::int64_t length, std::int64_t returned)
{
    auto const bytes = look_at_part(redis, layout, list, length, {}).bytes + returned;
    return length <= queue::k_chunk && bytes < static_cast<std::int64_t>(k_chunk_bytes) ? 1 : 0;
}

/// `returned`: bytes of the records that are put back.
std::vector<std::string> wire_of(op::Plan const &plan, op::Plan const &pushed, redis::Connection &redis,
                                 queue::Layout const &layout, std::int64_t returned)
{
    WireText wire{layout, plan.detail.at("list").get<std::string>(), pushed.id};
    auto const source = pushed.detail.at("source").get<std::string>();
    auto const archive_id =
        source == "archive" ? pushed.detail.at("refill").at("archive_id").get<std::string>() : std::string{};
    auto const set = sorted_set(pushed, layout);
    auto const home = home_of(pushed), aside = layout.aside(layout.queue(home));
    auto const back = source == "failed" ? "RPUSH " + layout.failed()
                      : !home.empty()    ? (layout.oldest_left() ? "RPUSH " : "LPUSH ") + aside
                      : set.empty()      ? ""
                      : set == layout.delayed_schedule()
                          ? fmt::format("RPUSH {}, SADD {}, ZADD {}", layout.delayed("*"), layout.timestamps("*"), set)
                          : "ZADD " + set;
    for (auto const &name : plan.detail.at("queues")) {
        auto const list = layout.queue(name.get<std::string>());
        auto const length = redis.call({"LLEN", list}).integer();
        wire.stage(list);
        if (length == 0) continue;
        wire.untake(list, pushed.id, archive_id, back, pieces_of(redis, layout, list, length, returned));
        wire.splice(layout.kept(list), list);
    }
    if (!home.empty()) wire.splice(aside, layout.queue(home));
    wire.finish(layout.mask("ID"));
    return wire.lines();
}

QueueUnpush const g_operation;

}  // namespace

std::string shown_undo(op::Plan const &plan, Session &session)
{
    if (session.context().change.dry_run) return "omactl undo ID    (the id is told when it is done)";
    return "omactl undo " + session.journal().shortest(plan.id);
}

void describe_unpush(op::Plan &plan, Session &session)
{
    plan.undo = "takes back what no worker has taken by then";
    plan.lines.emplace_back("undo", shown_undo(plan, session) + ": " + plan.undo);
}

op::Plan plan_unpush(op::Plan const &pushed, op::UndoOptions const &options, Session &session)
{
    if (options.rate > 0)
        throw Error{Fault::usage, "--rate is for jobs that go back into a queue; these are taken out of one",
                    fmt::format("omactl undo {}", session.journal().shortest(pushed.id))};
    auto const layout = layout_of(pushed);
    auto &redis = session.redis();
    auto const source = pushed.detail.at("source").get<std::string>();
    auto plan = op::begin_plan(session, "queue.unpush", 1, pushed.target);
    freeze_server(plan, session, ask_server(redis), layout);
    if (source == "move") need_intact(need_archive(pushed, session), pushed.id, redis, layout);
    if (source == "archive") need_ledger(redis, layout, pushed.detail.at("refill").at("archive_id").get<std::string>());
    std::vector<std::string> queues;
    std::size_t returned = 0;
    each_pushed(pushed, session, queue::read_bits(redis, layout.pushed(pushed.id)),
                [&](std::int64_t, std::string_view to, std::string_view, std::string_view failure) {
                    ++plan.count;
                    returned += failure.size();
                    if (std::find(queues.begin(), queues.end(), to) == queues.end()) queues.emplace_back(to);
                });
    plan.undoes = pushed.id;
    for (auto const &name : queues) plan.steps.push_back("sift " + name);
    auto const home = home_of(pushed);
    if (!home.empty()) plan.steps.emplace_back("return");
    plan.steps.emplace_back("finish");
    plan.detail["list"] = !home.empty()    ? layout.queue(home)
                          : queues.empty() ? layout.failed()
                                           : layout.queue(queues.front());
    plan.detail["queues"] = queues;
    plan.detail["pushed"] = op::to_json(pushed);
    plan.nothing = "Nothing that it pushed is known to be in a queue; nothing to undo.";
    auto const where = queues.size() == 1 ? printable(queues.front()) : fmt::format("{} queues", queues.size());
    plan.lines = {{"undo of " + pushed.command,
                   fmt::format("at most {} {} {} again: those that no worker has taken", counted(plan.count, "job"),
                               either(plan.count, "leaves", "leave"), where)}};
    if (source == "failed") plan.lines.emplace_back("", "their failure records go back into `failed`");
    if (source == "sorted")
        plan.lines.emplace_back("", fmt::format("they go back into `{}`, unchanged and with the times they had",
                                                rescue_from(pushed.detail.at("rescue")).shown_set()));
    if (!home.empty())
        plan.lines.emplace_back("", fmt::format("they go back to the head of {}, in their order", printable(home)));
    if (source == "archive") plan.lines.emplace_back("", "they count as not back again in the archive's ledger");
    plan.lines.emplace_back("undo", "none: repeat the command instead");
    plan.question = fmt::format("Take back {} in {}?", counted(plan.count, "job"), plan.env);
    plan.wire = wire_of(plan, pushed, redis, layout, static_cast<std::int64_t>(returned));
    return plan;
}

}  // namespace omactl::cmd
