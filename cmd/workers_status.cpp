#include "cmd/workers_status.hpp"

#include "cmd/queue_target.hpp"
#include "cmd/workers_look.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/pause.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

using Level = StatusLine::Level;
using queue::Life;

void check_orphans(queue::Crew const &crew, std::vector<StatusLine> &lines)
{
    std::int64_t held = 0, gone = 0;
    Millis longest{0};
    for (auto const &worker : crew.workers) {
        if (queue::life_of(worker, crew.now, k_gone_after) != Life::gone) continue;
        ++gone;
        if (worker.busy == 0) continue;
        held += worker.busy;
        if (worker.beat) longest = std::max(longest, age_of(*worker.beat, crew.now));
    }
    auto const all = std::ssize(crew.workers);
    if (held > 0)
        lines.push_back(
            {Level::fail, "workers",
             fmt::format("{} held by dead workers, no heartbeat for {}", counted(held, "job"), human_duration(longest)),
             "omactl workers orphans"});
    else if (gone > 0 && gone == all)
        lines.push_back({Level::fail, "workers",
                         all == 1 ? "the only one is gone" : fmt::format("all {} are gone", with_commas(all)),
                         "omactl workers ls"});
}

// The queues that hold jobs and that no living worker takes from.
std::vector<std::string> unheard(QueuesLook const &looks, queue::Crew const &crew)
{
    std::vector<std::string> alone;
    for (auto const &look : looks.queues) {
        bool const heard = std::any_of(crew.workers.begin(), crew.workers.end(), [&](queue::Worker const &worker) {
            return queue::life_of(worker, crew.now, k_gone_after) != Life::gone &&
                   queue::listens(worker, looks.layout.kind, look.name);
        });
        if (look.type == "list" && look.length > 0 && !heard) alone.push_back(look.name);
    }
    std::sort(alone.begin(), alone.end());
    return alone;
}

}  // namespace

void check_workers(Session &session, QueuesLook const &looks, queue::Crew const &crew, std::vector<StatusLine> &lines)
{
    auto const &layout = looks.layout;
    check_orphans(crew, lines);
    // A pause of ours is a hold, and has its own line.
    auto const owner = session.redis().call({"HGET", queue::pauses(layout), layout.key("pause-all-workers")});
    if (crew.all_paused && owner.is_nil())
        lines.push_back(
            {Level::warn, "workers", "pause-all-workers is set: no worker takes a job", "omactl workers ls"});
    auto const alone = unheard(looks, crew);
    if (crew.workers.empty() && !alone.empty())
        return void(lines.push_back(
            {Level::warn, "workers",
             fmt::format("none is registered, and jobs wait in {}", counted(std::ssize(alone), "queue")),
             "omactl queue why " + shell_quoted(alone.front())}));
    for (auto const &name : alone) {
        auto const service = "queue " + name;
        bool const told = std::any_of(lines.begin(), lines.end(), [&](StatusLine const &line) {
            return line.service == service && line.level == Level::fail;
        });
        if (!told)
            lines.push_back(
                {Level::fail, service, "jobs wait and no worker listens", "omactl queue why " + shell_quoted(name)});
    }
}

}  // namespace omactl::cmd
