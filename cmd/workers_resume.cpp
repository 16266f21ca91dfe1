#include "cmd/queue_wire.hpp"
#include "cmd/redis_target.hpp"
#include "cmd/runbook_session.hpp"
#include "cmd/verb.hpp"
#include "cmd/workers_pause.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/pause.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace omactl::cmd {

namespace {

struct ResumeOptions {
    std::optional<std::string> queue;
};

/// Operations that hold these keys, and keys that stand and are nobody's.
struct Paused {
    std::set<std::string> ids;
    std::vector<std::string> foreign;
};

Paused find_pauses(Session &session, queue::Layout const &layout, std::string const &queue)
{
    auto &redis = session.redis();
    auto const known = redis.call({"HGETALL", queue::pauses(layout)});
    std::map<std::string, std::string> owners;
    for (std::size_t i = 0; i + 1 < known.size(); i += 2) owners.emplace(known[i].text(), known[i + 1].text());
    std::vector<std::string> keys;
    if (layout.kind == queue::Kind::resque) keys = queue::pause_keys(layout, queue);
    keys.push_back(queue::command_place(queue));
    if (queue.empty())
        for (auto const &[key, id] : owners) keys.push_back(key);
    Paused paused;
    for (auto const &key : keys) {
        auto const owner = owners.find(key);
        if (queue::is_command_place(key) ? owner == owners.end() : redis.call({"EXISTS", key}).integer() == 0) continue;
        if (owner == owners.end())
            paused.foreign.push_back(key);
        else
            paused.ids.insert(owner->second);
    }
    return paused;
}

// A run ends what it began; a pause that it found stays in place for whoever made it.
std::set<std::string> of_this_run(std::set<std::string> ids, Session &session)
{
    auto const run = own_run(session);
    if (run.empty()) return ids;
    std::erase_if(ids, [&](std::string const &id) {
        auto const entry = session.journal().find(id);
        auto const plan = entry ? std::optional{entry->plan} : session.find_plan(id);
        if (plan && plan->run.starts_with(run + ":")) return false;
        session.context().say(fmt::format("the pause of operation {} was there before this run and stays\n", id));
        return true;
    });
    return ids;
}

Fault resume(ResumeOptions const &o, Session &session)
{
    auto const layout = session.queue_layout();
    auto paused = find_pauses(session, layout, o.queue.value_or(""));
    paused.ids = of_this_run(std::move(paused.ids), session);
    if (!own_run(session).empty()) {
        paused.foreign.clear();  // they were there before the run, too
        if (paused.ids.empty() && !session.context().globals.quiet)
            session.context().io.out("This run has paused nothing that is still paused.\n");
        if (paused.ids.empty()) return Fault::ok;
    }
    if (layout.kind == queue::Kind::sidekiq && paused.ids.empty())
        throw Error{Fault::declined, "quiet Sidekiq processes can't be asked back; they take jobs after a restart",
                    "restart them, by systemctl or heroku"};
    for (auto const &id : paused.ids) op::undo(id, {}, session);
    if (!paused.foreign.empty())
        throw Error{
            Fault::conflict,
            fmt::format("{} {} set by somebody else than omactl", fmt::join(paused.foreign, " and "),
                        either(std::ssize(paused.foreign), "was", "were")),
            fmt::format("{} DEL {}", redis::redis_cli(session.redis().address()), fmt::join(paused.foreign, " "))};
    if (paused.ids.empty() && !session.context().globals.quiet) session.context().io.out("Nothing is paused.\n");
    return Fault::ok;
}

constexpr cli::Param k_resume_params[] = {
    cli::param<&ResumeOptions::queue>("--queue", "QUEUE", "Only this queue", cli::Complete::queues),
};
constexpr cli::Example k_resume_examples[] = {
    {"omactl workers resume", "end every pause that omactl began, on whatever machine"},
    {"omactl workers resume --queue sites", "one queue"},
};
Action<ResumeOptions> const g_resume{
    {.path = "workers resume",
     .kind = cli::Kind::change,
     .summary = "Let paused workers take jobs again",
     .details = "Makes the pause keys what they were before: what somebody else had set stays set. A key that omactl\n"
                "did not set is not taken away; the command that does is told. A pause by a command ends by its\n"
                "resume command.",
     .params = k_resume_params,
     .examples = k_resume_examples},
    resume};

}  // namespace

op::Plan plan_workers_resume(op::Plan const &paused, Session &session)
{
    auto const layout = layout_of(paused);
    auto plan = op::begin_plan(session, "workers.resume", 1, paused.target);
    freeze_server(plan, session, ask_server(session.redis()));
    auto const keys = paused.detail.at("keys").get<std::vector<std::string>>();
    plan.undoes = paused.id;
    plan.count = std::ssize(keys);
    plan.steps = {"resume"};
    plan.detail["list"] = paused.detail.at("list");
    plan.detail["keys"] = keys;
    auto const queue = paused.detail.at("queue").get<std::string>();
    plan.lines = {{"workers resume", queue.empty() ? "workers take jobs again"
                                                   : fmt::format("workers take jobs of {} again", printable(queue))},
                  {"undo", "none: pause again instead"}};
    plan.question = fmt::format("Resume {} in {}?", printable(paused.target), plan.env);
    WireText wire{layout, plan.detail.at("list").get<std::string>(), plan.undoes};
    wire.step(
        "unpause", 1,
        fmt::format("DEL {0}, SET {0}, PEXPIREAT {0}, HDEL {1}", fmt::join(keys, " and "), queue::pauses(layout)));
    plan.wire = wire.lines();
    return plan;
}

}  // namespace omactl::cmd
