#include "cmd/redis_rest.hpp"

#include "cmd/aside.hpp"
#include "cmd/redis_return.hpp"
#include "cmd/redis_target.hpp"
#include "cmd/workers_means.hpp"
#include "cmd/workers_pause.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/recognise.hpp"

#include <fmt/format.h>

#include <utility>

namespace omactl::cmd {

namespace {

constexpr char k_pause[] = "workers pause", k_resume[] = "workers resume";

bool is_processing(Session &session)
{
    auto const &environment = session.environment();
    if (environment.queue.kind || environment.queue.nspace || !environment.workers.pause.empty()) return true;
    auto const found = queue::recognise(session.redis());
    return found.resque || found.sidekiq;
}

/// The first of the ways that can pause for a time; where none can, one that pauses until it is ended.
Chosen choose_way(PauseWish &wish, Session &session)
{
    try {
        return choose_ways(wish, session).can.front();
    } catch (Error const &e) {
        if (e.fault() != Fault::usage) throw;
        wish.span.reset();
        return choose_ways(wish, session).can.front();
    }
}

op::Plan plan_pause(PauseWish wish, Session &session)
{
    auto const chosen = choose_way(wish, session);
    Aside const aside{session.context(), k_pause};
    return chosen.way->plan(chosen.means, wish, session);
}

std::optional<op::Plan> pause_of(op::Plan const &plan)
{
    if (!plan.detail.contains("pause")) return std::nullopt;
    return op::plan_from_json(plan.detail.at("pause"));
}

constexpr char k_went[] = "the pause went with the data: workers take jobs";

/// It was begun, and Redis knows nothing of it any more.
bool went_with_data(op::Plan const &pause, op::Run &run)
{
    std::string why;
    auto const entry = run.world.journal().find(pause.id);
    if (!entry || entry->state == op::State::open || !ask_redis_alive(session_of(run.world), why)) return false;
    return !op::find_operation(pause).guard(pause, run.world)->record();
}

std::string end_text(op::Plan const &pause)
{
    if (!pause.no_undo.empty()) return pause.no_undo;
    return pause.hold && !pause.hold->by_itself.empty() ? "a hold, which also ends by itself" : "a hold";
}

void await_rest(RestQuestion const &question, op::Run &run)
{
    Millis const wait{run.plan.detail.at("rest_wait_ms").get<std::int64_t>()};
    auto const unrest = wait_until_rest(session_of(run.world), question, wait, [&] { run.guard.beat(); });
    if (unrest.rests()) return;
    throw Error{Fault::declined, fmt::format("after {} {}", human_duration(wait), unrest.trouble()),
                "--pause-wait DUR, or first: omactl workers pause --then kill"};
}

/// It was not begun, or came to nothing.
bool has_left_nothing(op::Plan const &pause, op::World &world)
{
    auto const entry = world.journal().find(pause.id);
    return !entry || entry->state == op::State::closed || entry->state == op::State::failed;
}

void begin_rest(op::Plan const &pause, op::Run &run)
{
    try {
        Aside const aside{run.world.context(), k_pause, pause};
        if (run.world.journal().find(pause.id)) op::resume(pause.id, run.world);
        if (has_left_nothing(pause, run.world)) op::carry_out(pause, run.world);
    } catch (Error const &e) {
        if (e.fault() != Fault::unverified) throw;  // who still works is waited for
    }
    if (!is_resting(run))
        throw Error{Fault::conflict, "its pause has ended meanwhile",
                    fmt::format("omactl undo {}, and begin anew", run.plan.id)};
}

}  // namespace

void plan_rest(op::Plan &plan, RestWish const &wish, Session &session)
{
    if (!is_processing(session)) {
        plan.lines.emplace_back("pause", "nothing: no queues and no workers are known here");
        return;
    }
    auto const pause = plan_pause({{}, wish.span, Millis{0}}, session);
    plan.detail["rest_wait_ms"] = wish.wait.count();
    if (pause.count == 0) {
        plan.lines.emplace_back("pause", pause.nothing);
        return;
    }
    plan.detail["pause"] = op::to_json(pause);
    plan.lines.emplace_back("pause", fmt::format("{}, for which it waits at most {}; {}", pause.lines.front().second,
                                                 human_duration(wish.wait), end_text(pause)));
    plan.wire.insert(plan.wire.end(), pause.wire.begin(), pause.wire.end());
}

std::vector<std::string> wire_of_end(op::Plan const &plan, Session &session)
{
    auto const pause = pause_of(plan);
    if (!pause || !pause->no_undo.empty()) return {};
    bool const dry = session.context().change.dry_run;
    Aside const aside{session.context(), k_resume};
    auto wire = op::find_operation(*pause).plan_undo(*pause, {}, session).wire;
    // A dry run's id is nobody's.
    for (auto &line : wire)
        if (auto const at = line.find(pause->id); dry && at != std::string::npos)
            line.replace(at, pause->id.size(), "ID");
    return wire;
}

void let_rest(op::Run &run)
{
    if (!run.plan.detail.contains("rest_wait_ms")) return;
    auto const pause = pause_of(run.plan);
    if (pause) begin_rest(*pause, run);
    auto const layout = pause ? layout_of(*pause) : session_of(run.world).queue_layout();
    await_rest({layout, "", pause && pause->operation == "workers.quiet", run.began}, run);
}

bool is_resting(op::Run &run)
{
    auto const pause = pause_of(run.plan);
    auto const entry = pause ? run.world.journal().find(pause->id) : std::nullopt;
    if (!entry || (entry->state != op::State::done && entry->state != op::State::unverified)) return false;
    auto const end = pause->hold ? parse_time(pause->hold->until) : std::nullopt;
    return !end || *end > run.world.context().clock.now();
}

std::string go_on(op::Run &run)
{
    auto const pause = pause_of(run.plan);
    if (!pause) return {};
    auto const entry = run.world.journal().find(pause->id);
    if (!entry) return {};
    if (!pause->no_undo.empty()) return pause->no_undo;
    if (went_with_data(*pause, run)) return k_went;
    Undisturbed const undisturbed;
    Aside const aside{run.world.context(), k_resume, *pause};
    op::undo(pause->id, {}, run.world);
    return "workers take jobs again";
}

std::string rest_text(op::Run &run)
{
    auto const pause = pause_of(run.plan);
    if (!pause || !is_resting(run)) return {};
    if (went_with_data(*pause, run)) return k_went;
    auto const until = pause->hold && !pause->hold->until.empty() ? ", until " + pause->hold->until : std::string{};
    return fmt::format("processing stays paused{}: omactl workers resume", until);
}

}  // namespace omactl::cmd
