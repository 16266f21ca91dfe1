#include "cmd/queue_admit.hpp"

#include "cmd/one_step.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_import.hpp"
#include "cmd/queue_pace.hpp"
#include "cmd/queue_pushed.hpp"
#include "cmd/queue_refill.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_step_size.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_wire.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/admit.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

#include <charconv>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_first_chunk = 16, k_most = 500;
constexpr std::size_t k_most_bytes = 256 * 1024;

using Step = std::int64_t (*)(redis::Fenced &, queue::Layout const &, queue::Admitted const &);

/// Goes through an import's archive, a few members a script.
class MemberWalk {
public:
    MemberWalk(op::Plan const &imported, op::Run &run, queue::Layout const &layout)
        : m_run(run), m_layout(layout), m_archive(need_archive(imported, session_of(run.world))),
          m_refill(refill_from(imported.detail.at("refill"))), m_chunk{imported.detail.at("list").get<std::string>(),
                                                                       imported.id}
    {
        auto const record = run.guard.record();
        auto const at = record ? std::atoll(record->field("at").c_str()) : 0;
        while (m_archive.position() < at && m_archive.next()) {}
    }

    /// `bits`: only the records that it has.
    void only(std::string bits) { m_bits = std::move(bits); }

    void work(Step step, double rate)
    {
        Pace pace{m_run, rate, Millis{m_refill.stall_ms}};
        auto &clock = m_run.world.context().clock;
        while (fill(static_cast<std::size_t>(pace.portion(k_most)))) {
            pace.wait_turn();
            auto const began = clock.ticks();
            step(fenced(m_run), m_layout, m_chunk);
            m_size.adapt(clock.ticks() - began);
            pace.pushed(std::ssize(m_chunk.members));
            m_run.progress->at(m_archive.position());
        }
        m_run.progress.reset();
    }

private:
    bool fill(std::size_t most)
    {
        m_chunk.members.clear();
        std::size_t bytes = 0;
        while (m_chunk.members.size() < std::min(most, m_size.get()) && bytes < k_most_bytes) {
            auto const n = m_archive.position();
            auto const record = m_archive.next();
            if (!record) break;
            if (m_bits && !queue::bit(*m_bits, n)) continue;
            auto const kept = kept_of(*record);
            bytes += kept.member.size();
            m_chunk.members.push_back({n, std::string(kept.score), std::string(kept.member)});
        }
        m_chunk.next = m_archive.position();
        return !m_chunk.members.empty();
    }

    op::Run &m_run;
    queue::Layout const &m_layout;
    op::ArchiveReader m_archive;
    Refill m_refill;
    queue::Admitted m_chunk;
    std::optional<std::string> m_bits;
    StepSize m_size{k_first_chunk, k_most};
};

class QueueExpel final : public Piecewise {
public:
    QueueExpel() noexcept : Piecewise("queue.expel", 1) {}

    void apply(std::string_view, op::Run &run) const override
    {
        auto const layout = layout_of(run.plan);
        auto const imported = op::plan_from_json(run.plan.detail.at("pushed"));
        run.progress.emplace(run.world.context(), "take back", imported.count);
        MemberWalk walk{imported, run, layout};
        walk.only(queue::read_bits(session_of(run.world).redis(), layout.pushed(imported.id)));
        walk.work(queue::expel, 0);
        queue::finish(fenced(run), layout.mask(run.plan.id), "take-back", {});
    }

    op::Outcome verify(op::Run &run) const override { return took_back(run, "had left the set since"); }
};

QueueExpel const g_operation;

}  // namespace

bool is_score(std::string_view text)
{
    double score = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), score);
    return error == std::errc{} && end == text.data() + text.size() && score == score;
}

void admit_members(op::Run &run, queue::Layout const &layout)
{
    run.progress.emplace(run.world.context(), "import", run.plan.count);
    MemberWalk{run.plan, run, layout}.work(queue::admit, refill_from(run.plan.detail.at("refill")).rate);
}

op::Plan plan_expel(op::Plan const &imported, op::UndoOptions const &options, Session &session)
{
    if (options.rate > 0)
        throw Error{Fault::usage, "--rate is for jobs that go back into a queue; these are taken out of a set",
                    fmt::format("omactl undo {}", session.journal().shortest(imported.id))};
    auto const layout = layout_of(imported);
    auto &redis = session.redis();
    auto plan = op::begin_plan(session, "queue.expel", 1, imported.target);
    freeze_server(plan, session, ask_server(redis), layout);
    static_cast<void>(need_archive(imported, session));
    auto const list = imported.detail.at("list").get<std::string>();
    plan.count = redis.call({"BITCOUNT", layout.pushed(imported.id)}).integer();
    plan.undoes = imported.id;
    plan.steps = {"take-back"};
    plan.detail["list"] = list;
    plan.detail["pushed"] = op::to_json(imported);
    plan.nothing = "Nothing that it added is known to be there; nothing to undo.";
    plan.lines = {
        {"undo of " + imported.command,
         fmt::format("at most {} {} {} again: those that are there still, with the times they had",
                     counted(plan.count, "job"), either(plan.count, "leaves", "leave"), printable(imported.target))},
        {"undo", "none: repeat the command instead"}};
    plan.question = fmt::format("Take back {} in {}?", counted(plan.count, "job"), plan.env);
    WireText wire{layout, list, imported.id};
    wire.step("expel", 0,
              fmt::format("ZREM {}, SETBIT {}, HINCRBY {}", list, layout.pushed(imported.id), layout.record("ID")));
    wire.finish(layout.mask("ID"));
    plan.wire = wire.lines();
    return plan;
}

}  // namespace omactl::cmd
