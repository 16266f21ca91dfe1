#include "cmd/workers_kill.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/workers_command.hpp"
#include "cmd/workers_look.hpp"
#include "cmd/workers_orphans.hpp"
#include "cmd/workers_pause.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/ending.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_samples = 3;

/// Those who work, as far as they can be ended.
struct Stuck {
    std::vector<queue::Orphan> held;
    std::vector<std::string> texts;  ///< of them
    std::set<std::string> workers;
    std::int64_t bytes = 0;
    std::vector<std::string> left;  ///< those who can't: "RefreshSite [1842] on web-3:4711 since 1 min 12 s: why"
};

// A process is ended with all that it holds.
bool concerns(queue::Worker const &worker, std::string const &queue)
{
    return !worker.works.empty() &&
           (queue.empty() || std::any_of(worker.works.begin(), worker.works.end(),
                                         [&](queue::Held const &held) { return held.queue == queue; }));
}

void add_worker(Stuck &stuck, Chosen const &by, queue::Worker const &worker, Instant now)
{
    auto why_not = by.way->why_spared(by.means, worker);
    for (auto const &held : worker.works)
        if (why_not.empty()) why_not = why_left(worker, held);
    for (auto const &held : worker.works) {
        auto const text = fmt::format("{} on {}{}", look_at_work(held, false).text(), printable(short_name(worker)),
                                      held.since ? " since " + human_duration(age_of(*held.since, now)) : "");
        if (!why_not.empty()) {
            stuck.left.push_back(fmt::format("{}: {}", text, why_not));
            continue;
        }
        stuck.held.push_back(orphan_of(worker, held));
        stuck.texts.push_back(text);
        stuck.workers.insert(worker.id);
        stuck.bytes += static_cast<std::int64_t>(held.size);
    }
}

// By name, since Redis gives them in any order.
void in_order(Stuck &stuck)
{
    std::vector<std::size_t> order(stuck.held.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return stuck.held[a].worker.id < stuck.held[b].worker.id; });
    auto held = std::exchange(stuck.held, {});
    auto texts = std::exchange(stuck.texts, {});
    for (auto const i : order) {
        stuck.held.push_back(std::move(held[i]));
        stuck.held.back().number = std::ssize(stuck.held) - 1;
        stuck.texts.push_back(std::move(texts[i]));
    }
}

Stuck find_stuck(Chosen const &by, std::string const &queue, Session &session, queue::Layout const &layout)
{
    Stuck stuck;
    queue::read_crew(session.redis(), layout, queue::Detail::jobs, [&](queue::Worker &worker, Instant now) {
        bool const gone = queue::life_of(worker, now, k_gone_after) == queue::Life::gone;
        if (!gone && concerns(worker, queue)) add_worker(stuck, by, worker, now);
        worker.works.clear();
    });
    in_order(stuck);
    return stuck;
}

std::vector<std::string> wire_of(op::Plan const &plan, Stuck const &stuck, Chosen const &by, KillText const &text,
                                 queue::Layout const &layout)
{
    WireText wire{layout, plan.detail.at("list").get<std::string>()};
    auto const mask = layout.mask(layout.workers());
    auto begin = fmt::format("UNLINK {}, SET {}", mask, layout.ledger("ID"));
    if (by.way->kills_by_signal())
        for (auto const &id : stuck.workers)
            begin += fmt::format(", LPUSH {0}, EXPIRE {0}", layout.key(id + "-signals"));
    wire.step(queue::k_begin_ending.name, 1, begin);
    wire.step(queue::k_note_ended.name, 1, "UNLINK " + mask);
    bool const sidekiq = layout.kind == queue::Kind::sidekiq;
    auto end = fmt::format("UNLINK {}, SETBIT {}, HINCRBY {}", mask, layout.ledger("ID"), layout.record("ID"));
    if (sidekiq)
        end += fmt::format(", SREM {}", layout.processes());
    else
        end += fmt::format(", SREM {}, HDEL {}", layout.workers(), queue::heartbeats(layout));
    for (auto const &one : stuck.held) {
        auto const keys = queue::keys_of(layout, one.worker);
        if (sidekiq)
            end += fmt::format(", HDEL {0}:work, HDEL {0}:workers, UNLINK {0}", layout.process(one.worker.id));
        else
            end += fmt::format(", UNLINK {} {} {} {}{}", keys.entry, keys.started, keys.processed, keys.failed,
                               keys.ping.empty() ? "" : ", UNLINK " + keys.ping);
    }
    wire.step(sidekiq ? queue::k_unregister_process.name : queue::k_unregister.name,
              std::max<std::int64_t>(batches_of(stuck.held), 1), end);
    auto lines = wire.lines();
    lines.insert(lines.begin() + 3, text.wire.begin(), text.wire.end());  // after lease, scripts, the first step
    return lines;
}

void describe(op::Plan &plan, Stuck const &stuck, KillText const &text, Session &session)
{
    auto const jobs = std::ssize(stuck.held), workers = std::ssize(stuck.workers);
    plan.lines = {{plan.command + " --then kill",
                   fmt::format("{} that still {} on {} {} ended", counted(workers, "worker"),
                               either(workers, "works", "work"), counted(jobs, "job"), either(workers, "is", "are"))}};
    for (std::size_t i = 0; i < std::min(stuck.texts.size(), k_samples); ++i)
        plan.lines.emplace_back("", stuck.texts[i]);
    if (stuck.texts.size() > k_samples) plan.lines.emplace_back("", "…");
    for (auto const &left : stuck.left) plan.lines.emplace_back("left alone", left);
    plan.lines.emplace_back("by", text.how);
    plan.lines.emplace_back("kept in", shown_archive(plan, session) + ", on this machine");
    plan.has_no_undo("what a job had done by then is done. A job that does not go back by itself "
                     "does so by omactl queue requeue --from archive:ID");
    plan.question = fmt::format("End {} in {}.", counted(workers, "worker"), plan.env);
}

}  // namespace

op::Plan plan_kill(Chosen const &by, PauseWish const &wish, Session &session)
{
    auto const queue = wish.queue.value_or("");
    auto plan = begin_pause(wish, session, "workers.kill");
    auto const layout = session.queue_layout();
    auto const stuck = find_stuck(by, queue, session, layout);
    plan.count = std::ssize(stuck.held);
    plan.nothing = stuck.left.empty() ? "Nobody works any more; there is nothing to end."
                                      : fmt::format("Nobody can be ended: {}.", fmt::join(stuck.left, "; "));
    plan.ask = op::Ask::the_name;
    plan.archive = archive_path(session, plan.id);
    plan.steps = {"save", "end", "settle"};
    plan.detail["way"] = by.way->name();
    plan.detail["means"] = to_json(by.means);
    plan.detail["settle_ms"] = by.means.settle.count();
    plan.detail["orphans"] = to_json(stuck.held);
    plan.detail["archive_host"] = session.host();
    plan.before = {{"busy", plan.count}};
    if (plan.count == 0) return plan;
    check_space(plan.archive, static_cast<std::uint64_t>(stuck.bytes));
    auto const text = by.way->describe_kill(by.means, stuck.held);
    describe(plan, stuck, text, session);
    plan.wire = wire_of(plan, stuck, by, text, layout);
    return plan;
}

}  // namespace omactl::cmd
