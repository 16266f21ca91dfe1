#include "cmd/queue_look.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/status_redis.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using Level = StatusLine::Level;
using Entries = std::vector<op::Entry>;

constexpr std::int64_t k_stuck_from = 100;  // jobs: a few may wait for a moment
constexpr std::int64_t k_many_failures = 100;

std::string flow(QueueLook const &look)
{
    auto const at_least = [](double rate) { return human_rate(std::max(rate, 0.0)); };
    if (look.out_per_s) return fmt::format(", +{} in, {} out", at_least(*look.in_per_s), at_least(*look.out_per_s));
    if (look.net_per_s)
        return fmt::format(", {}{} net", *look.net_per_s < 0 ? "-" : "+", at_least(std::abs(*look.net_per_s)));
    return {};
}

std::string age(QueueLook const &look)
{
    if (!look.latency_s) return {};
    return ", the oldest " + human_duration(Millis{static_cast<std::int64_t>(*look.latency_s * 1'000)});
}

void check_queue(QueueLook const &look, QueuesLook const &all, Entries const &entries, std::vector<StatusLine> &lines)
{
    auto const service = "queue " + look.name;
    auto const name = shell_quoted(look.name);
    if (!look.held_by.empty()) {
        auto const id = op::Journal::shortest(look.held_by, entries);
        lines.push_back({Level::open, service,
                         fmt::format("{} held by {}, which is not finished", counted(look.held, "job"), id),
                         fmt::format("omactl resume {0} · omactl undo {0}", id)});
    }
    if (look.length < k_stuck_from) return;
    bool const stuck =
        look.out_per_s ? *look.out_per_s <= 0 : look.net_per_s && *look.net_per_s >= 0 && all.working == 0;
    auto const text =
        fmt::format("{} waiting{}{}{}", with_commas(look.length), age(look), flow(look), stuck ? ": not moving" : "");
    if (stuck)
        lines.push_back({Level::fail, service, text, "omactl queue why " + name});
    else if (look.net_per_s && *look.net_per_s > 0)
        lines.push_back({Level::warn, service, text + ": growing", "omactl queue top " + name});
    else
        lines.push_back({Level::ok, service, text, ""});
}

// Where they came from: of a clear its target, of ended workers the first one's queue.
std::string home_of(op::Plan const &plan)
{
    return plan.operation == "queue.clear" ? plan.target
                                           : plan.detail.at("orphans").at(0).at("queue").get<std::string>();
}

}  // namespace

std::set<std::string> check_queues(QueuesLook const &looks, Entries const &entries, std::vector<StatusLine> &lines)
{
    std::set<std::string> holders;
    for (auto const &look : looks.queues) {
        check_queue(look, looks, entries, lines);
        holders.insert(look.held_by);
    }
    if (looks.failed >= k_many_failures)
        lines.push_back(
            {Level::warn, "failed",
             looks.layout.kind == queue::Kind::sidekiq ? looks.failures() : with_commas(looks.failed) + " failed jobs",
             "omactl queue top failed --by error"});
    lines.push_back({Level::ok, "queues",
                     fmt::format("{} in {}, {}, {}", counted(looks.total, "job"),
                                 counted(std::ssize(looks.queues), "queue"), looks.failures(), looks.workforce()),
                     ""});
    return holders;
}

StatusLine open_archive(op::Entry const &entry, std::int64_t left, std::vector<op::Entry> const &entries)
{
    auto const id = op::Journal::shortest(entry.id, entries);
    bool const cleared = entry.plan.operation == "queue.clear";
    auto const noun = cleared ? noun_of(entry.plan) : "job";
    bool const killed = entry.plan.operation == "workers.kill";
    auto hint = fmt::format("{}omactl journal close {}", killed ? "" : "omactl undo " + id + " · ", id);
    if (killed || (cleared && noun == "job"))
        hint =
            fmt::format("omactl queue requeue {} --from archive:{} · {}", shell_quoted(home_of(entry.plan)), id, hint);
    return {Level::open, id,
            fmt::format("{} of {} archived since {}, not decided", counted(left, noun), entry.plan.target,
                        entry.began.substr(0, 10)),
            hint};
}

}  // namespace omactl::cmd
