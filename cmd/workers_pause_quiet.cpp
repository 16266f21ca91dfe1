#include "cmd/one_step.hpp"
#include "cmd/workers_pause.hpp"
#include "lib/core/quantity.hpp"
#include "lib/queue/pause.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

/// By the signals that Sidekiq's processes read from Redis. Quiet is for good: that asks for more
/// than a pause.
class ByQuiet final : public PauseWay {
public:
    ByQuiet() noexcept : PauseWay("sidekiq") {}

    std::optional<Error> refusal(config::PauseMeans const &, PauseWish const &wish, Session &session) const override
    {
        if (session.queue_layout().kind != queue::Kind::sidekiq)
            return Error{Fault::usage, "sidekiq can't pause Resque: its workers read no signals from Redis",
                         "name \"resque-pause\" or a command in [env.NAME.workers]"};
        if (!wish.queue && !wish.span) return std::nullopt;
        return Error{Fault::usage, "Sidekiq pauses neither one queue nor for a time: its processes go quiet for good",
                     "omactl workers pause    (they take jobs again after a restart)"};
    }

    op::Plan plan(config::PauseMeans const &, PauseWish const &wish, Session &session) const override
    {
        auto plan = begin_pause(wish, session, "workers.quiet");
        auto const layout = session.queue_layout();
        auto const all = concerned(session, layout, "");
        plan.count = std::ssize(all.processes);
        plan.nothing = "No Sidekiq process is there that takes jobs.";
        plan.steps = {"quiet"};
        plan.detail["processes"] = all.processes;
        plan.ask = op::Ask::the_name;
        plan.lines = {{"workers pause", effect_of(all)}};
        plan.has_no_undo("quiet processes take jobs again after a restart, not before");
        plan.question = fmt::format("Make {} quiet in {}.", counted(plan.count, "process"), plan.env);
        auto effects = fmt::format("DEL {}", layout.mask("pause"));
        for (auto const &id : all.processes)
            effects += fmt::format(", LPUSH {0}, EXPIRE {0}", layout.key(id + "-signals"));
        plan.wire = PauseWire{layout, plan}.step("quiet", effects).lines();
        return plan;
    }

    std::optional<Error> kill_refusal(config::PauseMeans const &, Session &) const override { return std::nullopt; }
    KillText describe_kill(config::PauseMeans const &, std::vector<queue::Orphan> const &) const override
    {
        return {"TERM through Redis: Sidekiq waits a while (25 s, unless told otherwise) for its jobs, then puts back "
                "itself what is not done",
                {}};
    }
    bool kills_by_signal() const override { return true; }
};

ByQuiet const g_way;

class WorkersQuiet final : public OneStep {
public:
    WorkersQuiet() noexcept : OneStep("workers.quiet", 1) {}

    void apply(std::string_view, op::Run &run) const override
    {
        queue::quiet(fenced(run), layout_of(run.plan), run.plan.detail.at("processes").get<std::vector<std::string>>());
    }
    op::Outcome verify(op::Run &run) const override { return wait_for_rest(run, "Quieted"); }
};

WorkersQuiet const g_quiet;

}  // namespace

}  // namespace omactl::cmd
