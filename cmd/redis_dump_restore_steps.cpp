#include "cmd/redis_dump_restore.hpp"
#include "cmd/redis_fence.hpp"
#include "cmd/redis_rest.hpp"
#include "cmd/redis_return.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/noted.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr char k_kept_here[] = "kept", k_down[] = "down", k_refused[] = "refused";
constexpr Millis k_straggler{60'000};  // what was begun by a process that is gone may still be on its way

void say(op::Run &run, std::string const &sentence)
{
    run.world.context().say(sentence + "\n");
}

Millis limit_of(op::Run &run)
{
    return Millis{run.plan.detail.at("wait_ms").get<std::int64_t>()};
}

std::string run_id_before(op::Plan const &plan)
{
    return plan.detail.at("run_id").get<std::string>();
}

bool has_begun_restart(op::Run &run)
{
    auto const record = run.guard.record();
    return record && record->field("began restart") == "1";
}

bool await_another(op::Run &run, Millis limit)
{
    auto const info =
        await_loaded(run, run_id_before(run.plan), limit, run.scratch[k_down], [&] { hold_writes_when_back(run); });
    if (!info) return false;
    run.scratch.erase(k_down);
    return true;
}

/// Is it another server process than before, with its data loaded?
bool is_restarted(op::Run &run)
{
    std::string why;
    auto const info = ask_redis_alive(session_of(run.world), why);
    return info && info->number("loading") == 0 && info->text("run_id") != run_id_before(run.plan);
}

bool is_as_before(op::Run &run)
{
    std::string why;
    auto const info = ask_redis_alive(session_of(run.world), why);
    return info && info->text("run_id") == run_id_before(run.plan);
}

// What stands still only in this process's hands is counted anew by another one.
void keep(op::Run &run)
{
    op::noted(run).about_to_write("CLIENT PAUSE, BGSAVE");
    keep_redis(run);
    run.scratch[k_kept_here] = "1";
    auto const kept = kept_before(run).value_or(Kept{});
    say(run, fmt::format("Counted {} of {}; {} are in {}, which is whole.", with_commas(kept.counted),
                         counted(kept.keys, "key"), with_commas(kept.in_dump), run.plan.archive));
}

void carry_out(RestartWay const &way, op::Run &run)
{
    try {
        restart_redis(way, run);
    } catch (Error const &e) {
        if (e.fault() == Fault::failed || e.fault() == Fault::not_found) run.scratch[k_refused] = "1";
        throw;
    }
}

void restart(op::Run &run)
{
    throw_if_interrupted();
    if (has_begun_restart(run)) say(run, "Its restart was begun already; looking whether it has come about.");
    // One that is down is not restarted over and over: verify() says what is known.
    if (has_begun_restart(run) && (await_another(run, std::min(k_straggler, limit_of(run))) || !is_as_before(run)))
        return;
    if (!run.scratch.contains(k_kept_here)) keep(run);
    need_still(run);
    auto const way = RestartWay::from(run.plan);
    op::noted(run).about_to_write(fmt::format("{}", fmt::join(way.shown(), "; ")), {{"began restart", "1"}});
    say(run, fmt::format("Restarting it: {}", fmt::join(way.shown(), "; ")));
    carry_out(way, run);
    await_another(run, limit_of(run));
}

void compare(op::Run &run)
{
    if (!run.scratch.contains(k_down)) compare_redis(run);
}

void end_rest(op::Run &run)
{
    auto const result = compared(run);
    if (!result || !is_good(*result)) return;
    auto const words = go_on(run);
    op::noted(run).remember({{"processing", words}, {"went on", "1"}});
}

/// Restarts the server's process. Its run id, which the server tells, is the proof; what it holds is counted before
/// and after.
class RedisDumpRestore final : public op::NotedOperation {
public:
    RedisDumpRestore() noexcept : NotedOperation(k_dump_restore, k_dump_restore_version) {}

    void recheck(op::Plan const &plan, op::World &world) const override { recheck_server(plan, session_of(world)); }

    void recheck_target(op::Plan const &plan, op::World &world) const override
    {
        auto const address = session_of(world).redis().address().describe();
        if (address != plan.detail.at("address").get<std::string>()) throw_another("Redis", address);
    }

    void apply(std::string_view step, op::Run &run) const override
    {
        if (step == "pause") {
            op::noted(run).about_to_write("pause");
            let_rest(run);
            if (is_resting(run)) say(run, "Workers rest.");
        } else if (step == "keep") {
            keep(run);
        } else if (step == "restart") {
            restart(run);
        } else if (step == "compare") {
            compare(run);
        } else {
            end_rest(run);
        }
    }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        auto const taken = [](bool is) { return is ? op::Taken::yes : op::Taken::no; };
        if (step == "go on") {
            auto const record = run.guard.record();
            return taken(record && record->field("went on") == "1");
        }
        if (step == "compare") {
            auto const result = compared(run);
            return !result ? op::Taken::no : is_good(*result) ? op::Taken::yes : op::Taken::partly;
        }
        if (has_begun_restart(run)) return step != "restart" || is_restarted(run) ? op::Taken::yes : op::Taken::partly;
        return taken(step == "pause" && is_resting(run));
    }

    bool put_back(op::Run &run) const override
    {
        if (run.plan.detail.at("fence").get<bool>()) let_writes(run);
        if (has_begun_restart(run) && !(run.scratch.contains(k_refused) && is_as_before(run))) return false;
        go_on(run);
        remove_if_there(census_file(run.plan));
        return true;
    }

    op::Outcome verify(op::Run &run) const override { return outcome_of(run); }

    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &, op::World &) const override
    {
        throw Error{Fault::declined, "a restart can't be undone",
                    fmt::format("omactl redis restore {}    (what is missing comes back from its dump)",
                                shell_quoted(plan.archive))};
    }
};

RedisDumpRestore const g_operation;

}  // namespace

}  // namespace omactl::cmd
