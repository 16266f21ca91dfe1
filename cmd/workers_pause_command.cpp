#include "cmd/one_step.hpp"
#include "cmd/workers_command.hpp"
#include "cmd/workers_pause.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/holds.hpp"
#include "lib/operation/journal.hpp"
#include "lib/operation/show.hpp"
#include "lib/queue/pause.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace omactl::cmd {

namespace {

Argv argv_of(Argv const &argv, op::Plan const &plan)
{
    return with_value(argv, "queue", plan.detail.at("queue").get<std::string>());
}

std::string place_of(op::Plan const &plan)
{
    return queue::command_place(plan.detail.at("queue").get<std::string>());
}

/// The writes around a command, as a dry run prints them.
std::vector<std::string> wire_of(queue::Layout const &layout, op::Plan const &plan, Argv const &argv,
                                 std::string_view last, std::string const &effects)
{
    auto const note = fmt::format("UNLINK {}, HSET {}", layout.mask("pause"), queue::pauses(layout));
    auto lines = PauseWire{layout, plan}.step("note-command", note).step(last, effects).lines();
    auto const after_note = lines.begin() + 3;  // lease, scripts, note
    lines.insert(after_note, fmt::format("{:<22}  {}", "run", shown(argv)));
    return lines;
}

// --- the plans ----------------------------------------------------------------------------------

/// What the plan says when somebody holds that place already.
std::string paused_already(op::Plan const &plan, std::string const &id, Session &session)
{
    auto const short_id = session.journal().shortest(id);
    auto const layout = layout_of(plan);
    if (session.redis().call({"HGET", layout.record(id), "over"}).is_nil())
        throw Error{Fault::conflict, fmt::format("{} began to pause this, and is not finished", short_id),
                    op::ways_on({}, short_id)};
    return fmt::format("{} {} paused already: omactl holds extend {} --for DUR, or omactl workers resume.",
                       printable(plan.target), plan.detail.at("queue") == "" ? "are" : "is", short_id);
}

/// By a command of the user's.
class ByCommand final : public PauseWay {
public:
    ByCommand() noexcept : PauseWay("command") {}

    std::optional<Error> refusal(config::PauseMeans const &means, PauseWish const &wish, Session &) const override
    {
        auto const name = shown(means.pause);
        if (wish.queue && !mentions(means.pause, "queue"))
            return Error{Fault::usage, fmt::format("{} can't pause one queue: it has no {{queue}}", name),
                         "pause all: omactl workers pause"};
        if (!wish.queue && mentions(means.pause, "queue"))
            return Error{Fault::usage, fmt::format("{} pauses one queue, and none is named", name),
                         "omactl workers pause --queue QUEUE"};
        if (wish.span && means.resume.empty())
            return Error{Fault::usage, fmt::format("{} can't pause for a time: it has no resume = […]", name),
                         "pause without --for, or give it a resume command in [env.NAME.workers]"};
        if (!means.pause.front().starts_with("~/") && !process::find_program(means.pause.front()))
            return Error{Fault::not_found, fmt::format("{}: no such program", means.pause.front()),
                         "omactl config path    ([env.NAME.workers] names it)"};
        return std::nullopt;
    }

    op::Plan plan(config::PauseMeans const &means, PauseWish const &wish, Session &session) const override
    {
        auto plan = begin_pause(wish, session, "workers.pause-command");
        auto const layout = session.queue_layout();
        plan.count = 1;
        auto const owner = session.redis().call({"HGET", queue::pauses(layout), place_of(plan)});
        if (!owner.is_nil()) {
            plan.count = 0;
            plan.nothing = paused_already(plan, std::string(owner.text()), session);
        }
        plan.steps = {"pause"};
        plan.detail["means"] = to_json(means);
        plan.hold = op::Hold{until_of(wish, session), ""};
        auto const argv = argv_of(means.pause, plan);
        plan.lines = {{"workers pause", effect_of(concerned(session, layout, wish.queue.value_or("")))},
                      {"by the command", shown(argv)},
                      {"ends by itself", op::how_it_ends(*plan.hold, session)}};
        if (means.resume.empty()) {
            plan.ask = op::Ask::the_name;
            plan.has_no_undo("the configuration has no resume command for it; the workers go on by hand");
        } else {
            plan.undo = "runs the resume command";
            plan.lines.emplace_back("undo", fmt::format("omactl workers resume{}: {}",
                                                        wish.queue ? " --queue " + shell_quoted(*wish.queue) : "",
                                                        shown(argv_of(means.resume, plan))));
        }
        plan.question = fmt::format("Pause {} in {}?", printable(plan.target), plan.env);
        plan.wire = wire_of(layout, plan, argv, "finish", fmt::format("UNLINK {}", layout.mask("pause")));
        return plan;
    }

    std::optional<Error> kill_refusal(config::PauseMeans const &means, Session &) const override
    {
        if (!means.kill.empty()) return std::nullopt;
        return Error{Fault::declined,
                     fmt::format("{} has no kill = […]: nothing here can end a worker", title_of(means)),
                     "end it on its host, then: omactl workers orphans --requeue"};
    }

    std::string why_spared(config::PauseMeans const &means, queue::Worker const &worker) const override
    {
        if (!is_for_each(means.kill) || (is_plain(worker.host) && is_plain(worker.pid))) return {};
        return "its name is none of a host and a pid";
    }

    KillText describe_kill(config::PauseMeans const &means, std::vector<queue::Orphan> const &held) const override
    {
        KillText text{"the command " + shown(means.kill), {}};
        for (auto const &argv : kills_of(means, held))
            text.wire.push_back(fmt::format("{:<22}  {}", "run", shown(argv)));
        return text;
    }

    std::map<std::int64_t, std::string> kill(op::Run &run, std::vector<queue::Orphan> const &held) const override
    {
        auto const means = need_means(run.plan, session_of(run.world));
        bool const each = is_for_each(means.kill);
        std::map<std::string, std::string> failed;  // by worker; "" all
        auto const end = [&](Argv const &argv, std::string const &whom) {
            auto const ended = run_command(argv, means.timeout, run);
            if (ended.status != 0 || ended.timed_out) failed[whom] = how_it_ended(argv, ended);
        };
        std::set<std::string> seen;
        for (auto const &one : held)
            if (seen.insert(each ? one.worker.id : "").second)
                end(kill_of(means, one.worker), each ? one.worker.id : "");
        std::map<std::int64_t, std::string> left;
        for (auto const &one : held)
            if (auto const why = failed.find(each ? one.worker.id : ""); why != failed.end())
                left.emplace(one.number, why->second);
        return left;
    }

private:
    static bool is_for_each(Argv const &argv) { return mentions(argv, "host") || mentions(argv, "pid"); }

    // Out of Redis they come from anybody, and may end in a shell on that host.
    static bool is_plain(std::string_view word)
    {
        return !word.empty() && word.front() != '-' && std::all_of(word.begin(), word.end(), [](unsigned char c) {
            return std::isalnum(c) || c == '.' || c == '-' || c == '_';
        });
    }

    static Argv kill_of(config::PauseMeans const &means, queue::Worker const &worker)
    {
        return with_value(with_value(means.kill, "host", worker.host), "pid", worker.pid);
    }

    static std::vector<Argv> kills_of(config::PauseMeans const &means, std::vector<queue::Orphan> const &held)
    {
        std::vector<Argv> all;
        std::set<std::string> seen;
        for (auto const &one : held)
            if (seen.insert(is_for_each(means.kill) ? one.worker.id : "").second)
                all.push_back(kill_of(means, one.worker));
        return all;
    }
};

ByCommand const g_way;

op::Plan plan_wake(op::Plan const &paused, Session &session)
{
    auto const means = need_means(paused, session);
    if (means.resume.empty())
        throw Error{Fault::declined, "the configuration has no resume command for this pause",
                    "let the workers go on by hand, or give it resume = [\"…\"] and pause anew"};
    auto const layout = layout_of(paused);
    auto plan = op::begin_plan(session, "workers.resume-command", 1, paused.target);
    freeze_server(plan, session, ask_server(session.redis()), layout);
    plan.undoes = paused.id;
    plan.count = 1;
    plan.steps = {"resume"};
    for (auto const *key : {"list", "queue", "means"}) plan.detail[key] = paused.detail.at(key);
    auto const argv = argv_of(means.resume, plan);
    plan.lines = {{"workers resume", "workers take jobs again"},
                  {"by the command", shown(argv)},
                  {"undo", "none: pause again instead"}};
    plan.question = fmt::format("Resume {} in {}?", printable(paused.target), plan.env);
    plan.wire = wire_of(layout, plan, argv, "drop-command",
                        fmt::format("UNLINK {}, HDEL {}", layout.mask("pause"), queue::pauses(layout)));
    return plan;
}

// --- pause --------------------------------------------------------------------------------------

constexpr char k_refused[] = "refused";

/// Noted in Redis, then run, then noted as done. A command leaves no trace that could be asked for, so
/// whoever finds the first note alone asks its `status`, or does not know.
class PauseByCommand final : public OnRedis {
public:
    PauseByCommand() noexcept : OnRedis("workers.pause-command", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        OnRedis::recheck(plan, world);
        need_means(plan, session_of(world));
    }

    void apply(std::string_view, op::Run &run) const override
    {
        auto const means = need_means(run.plan, session_of(run.world));
        auto const layout = layout_of(run.plan);
        bool done = false;
        if (run.guard.record())
            done = look_again(means, run);
        else
            queue::note_command(fenced(run), layout, place_of(run.plan), run.plan.id);
        if (!done) pause(means, run);
        queue::finish(fenced(run), layout.mask("pause"), "pause", {});
    }

    op::Taken probe(std::string_view, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (!record) return op::Taken::no;
        return record->field("over") == "1" ? op::Taken::yes : op::Taken::partly;
    }

    // Only where the command itself has said that it can't.
    bool put_back(op::Run &run) const override
    {
        if (!run.guard.record()) return true;
        if (!run.scratch.contains(k_refused)) return false;
        queue::drop_command(fenced(run), layout_of(run.plan), place_of(run.plan), run.plan.id, "refused", true);
        return true;
    }

    // Whatever it did, the resume command is what follows.
    void settle(op::Run &run) const override
    {
        queue::finish(fenced(run), layout_of(run.plan).mask("pause"), "stopped", {});
    }

    op::Outcome verify(op::Run &run) const override { return wait_for_rest(run, "Paused"); }

    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &, op::World &world) const override
    {
        return plan_wake(plan, session_of(world));
    }

    // Nothing in the service ends it, so there is nothing to move there.
    std::string extend(op::Run &, Instant) const override { return {}; }

private:
    static bool look_again(config::PauseMeans const &means, op::Run &run)
    {
        switch (ask_status(means, run)) {
        case Effect::yes: return true;
        case Effect::no: return false;
        case Effect::unknown: break;
        }
        throw Error{Fault::unknown, fmt::format("{} was begun, and nothing tells whether it took effect",
                                                printable(shown(argv_of(means.pause, run.plan))))};
    }

    static void pause(config::PauseMeans const &means, op::Run &run)
    {
        run.scratch[k_refused] = "1";
        throw_if_interrupted();
        auto const argv = argv_of(means.pause, run.plan);
        auto const ended = run_command(argv, means.timeout, run);
        if (ended.status == 0 && !ended.timed_out) return;
        run.scratch.erase(k_refused);
        auto const effect = ask_status(means, run);
        if (effect == Effect::yes) return;
        if (died(ended) || (effect == Effect::unknown && !means.status.empty()))
            throw Error{Fault::unknown, how_it_ended(argv, ended) + "; whether it took effect is not known"};
        run.scratch[k_refused] = "1";
        throw Error{Fault::failed, how_it_ended(argv, ended),
                    "any status but 0 says that it can't, and has done nothing"};
    }
};

// --- resume -------------------------------------------------------------------------------------

/// The resume command may be run twice: it brings about a state.
class ResumeByCommand final : public OnRedis {
public:
    ResumeByCommand() noexcept : OnRedis("workers.resume-command", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        OnRedis::recheck(plan, world);
        need_means(plan, session_of(world));
    }

    void apply(std::string_view, op::Run &run) const override
    {
        auto const means = need_means(run.plan, session_of(run.world));
        auto const layout = layout_of(run.plan);
        bool const begun = run.guard.record().has_value();
        if (!begun) queue::note_command(fenced(run), layout, "", run.plan.id);
        throw_if_interrupted();
        if (!begun || ask_status(means, run) != Effect::no) wake(means, run);
        queue::drop_command(fenced(run), layout, place_of(run.plan), run.plan.undoes, "resume", false);
    }

    op::Taken probe(std::string_view, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (!record) return op::Taken::no;
        return record->field("over") == "1" ? op::Taken::yes : op::Taken::partly;
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const means = need_means(run.plan, session_of(run.world));
        op::Outcome outcome;
        outcome.sentence = fmt::format("Resumed {} in {}.", printable(run.plan.target), human_duration(run.spent()));
        outcome.changes.push_back({{"resumed", run.plan.target}});
        if (ask_status(means, run) == Effect::yes) {
            outcome.fault = Fault::unverified;
            outcome.trouble = fmt::format("{} still says that they are paused", printable(shown(means.status)));
        }
        return outcome;
    }

private:
    static void wake(config::PauseMeans const &means, op::Run &run)
    {
        auto const argv = argv_of(means.resume, run.plan);
        auto const ended = run_command(argv, means.timeout, run);
        if (died(ended)) throw Error{Fault::unknown, how_it_ended(argv, ended) + "; it may have done its work"};
        if (ended.status != 0) throw Error{Fault::failed, how_it_ended(argv, ended)};
    }
};

PauseByCommand const g_pause;
ResumeByCommand const g_resume;

}  // namespace

}  // namespace omactl::cmd
