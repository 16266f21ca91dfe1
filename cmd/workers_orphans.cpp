#include "cmd/workers_orphans.hpp"

#include "cmd/payloads.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "cmd/queue_wire.hpp"
#include "cmd/verb.hpp"
#include "cmd/workers_look.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace omactl::cmd {

namespace {

using queue::Life;

struct OrphansOptions {
    bool requeue = false;
    std::optional<std::string> queue;
    Millis older_than = k_gone_after;
    bool with_payloads = false;
};

/// A job whose worker is gone.
struct Found {
    queue::Orphan orphan;
    queue::Held held;  ///< without its bytes
    WorkLook look;
    std::string left;  ///< why it can't be put back, "" when it can
    bool doubtful = false;
};

/// What a look for orphans found.
struct Search {
    std::vector<Found> found;  ///< the oldest work first
    Instant now;
    std::int64_t silent = 0;     ///< workers that hold jobs and give no sign of life
    std::int64_t traceless = 0;  ///< Sidekiq's processes whose entries have run out
};

Found found_job(queue::Worker const &worker, queue::Held &held, OrphansOptions const &o)
{
    Found found;
    found.left = why_left(worker, held);
    found.doubtful = found.left.empty() && held.doubtful();
    found.look = look_at_work(held, o.with_payloads && !o.requeue);
    found.orphan = orphan_of(worker, held);
    held.entry = {};
    found.held = held;
    return found;
}

Search search(OrphansOptions const &o, redis::Connection &redis, queue::Layout const &layout)
{
    Search result;
    auto const take = [&](queue::Worker &worker, Instant now) {
        auto const life = queue::life_of(worker, now, o.older_than);
        if (life == Life::unknown && worker.busy > 0) ++result.silent;
        if (worker.entry_gone) ++result.traceless;
        for (auto &held : worker.works) {
            bool const wanted = life == Life::gone && (!o.queue || held.queue == *o.queue);
            if (wanted) result.found.push_back(found_job(worker, held, o));
            held.entry = {};
        }
    };
    result.now = queue::read_crew(redis, layout, queue::Detail::jobs, take).now;
    std::sort(result.found.begin(), result.found.end(), [](Found const &a, Found const &b) {
        return a.held.since != b.held.since ? a.held.since < b.held.since : a.orphan.worker.id < b.orphan.worker.id;
    });
    return result;
}

// --- the listing --------------------------------------------------------------------------------

std::string notes(Search const &found, queue::Kind kind, Millis older_than)
{
    std::string text;
    if (found.silent > 0)
        text += fmt::format("left alone: {} that {} no heartbeat (another language, or an old version)\n",
                            counted(found.silent, "busy worker"), either(found.silent, "gives", "give"));
    if (kind != queue::Kind::sidekiq) return text;
    if (found.traceless > 0)
        text += fmt::format("{} {} gone without a trace of what {} held\n",
                            found.traceless == 1 ? "1 process" : with_commas(found.traceless) + " processes",
                            either(found.traceless, "is", "are"), either(found.traceless, "it", "they"));
    text += "free Sidekiq forgets a process and what it held 60 s after its last beat";
    if (older_than > Millis{60'000}) text += ": look early, with --older-than 30s";
    return text + "\n";
}

cli::Json found_json(Found const &found, Instant now)
{
    auto const &worker = found.orphan.worker;
    cli::Json json{{"worker", cli::json_bytes(worker.id)},
                   {"host", cli::json_bytes(worker.host)},
                   {"pid", cli::json_bytes(worker.pid)}};
    json["heartbeat"] = worker.beat ? cli::Json(rfc3339(*worker.beat)) : cli::Json{};
    json["heartbeat_age_s"] = worker.beat ? cli::Json(age_of(*worker.beat, now).count() / 1000) : cli::Json{};
    json.update(to_json(found.held, found.look, now));
    json["can_requeue"] = found.left.empty();
    json["why_not"] = found.left.empty() ? cli::Json{} : cli::Json(found.left);
    json["rebuilt"] = !found.orphan.job.empty();
    return json;
}

cli::Report listing(OrphansOptions const &o, Session &session)
{
    auto const layout = session.queue_layout();
    auto const found = search(o, session.redis(), layout);
    cli::Report report{cli::Json::array(), {}, found.found.empty() ? Fault::ok : Fault::found};
    cli::Table table{
        {{"WORKER", false, true}, {"QUEUE", false, true}, {"JOB", false, true}, {"FOR", true}, {"HEARTBEAT"}, {""}},
        {}};
    for (auto const &one : found.found) {
        report.data.push_back(found_json(one, found.now));
        table.rows.push_back({short_name(one.orphan.worker),
                              printable(one.held.queue),
                              one.look.text(),
                              one.held.since ? human_duration(age_of(*one.held.since, found.now)) : "",
                              {heartbeat_text(one.orphan.worker, found.now), cli::Tone::trouble},
                              {one.left, cli::Tone::warning}});
    }
    auto const n = std::ssize(found.found);
    if (n > 0) report.blocks.emplace_back(std::move(table));
    auto text = n == 0 ? std::string{"No job is held by a worker that is gone.\n"}
                       : fmt::format("{} held by workers that are gone (no heartbeat for {})\n", counted(n, "job"),
                                     human_duration(o.older_than));
    bool const movable =
        std::any_of(found.found.begin(), found.found.end(), [](Found const &one) { return one.left.empty(); });
    if (movable && layout.kind == queue::Kind::resque)
        text += "back into their queues: omactl workers orphans --requeue --dry-run\n";
    report.blocks.emplace_back(text + notes(found, layout.kind, o.older_than));
    return report;
}

// --- the plan -----------------------------------------------------------------------------------

void describe(op::Plan &plan, Search const &search, std::vector<Found const *> const &back, OrphansOptions const &o)
{
    std::map<std::string, std::int64_t> queues;
    std::int64_t rebuilt = 0, doubtful = 0;
    for (auto const *one : back) {
        ++queues[one->orphan.queue];
        rebuilt += one->orphan.job.empty() ? 0 : 1;
        doubtful += one->doubtful ? 1 : 0;
    }
    std::string homes;
    for (auto const &[name, jobs] : queues)
        homes += fmt::format("{}{} to {}", homes.empty() ? "" : ", ", with_commas(jobs), printable(name));
    auto const n = std::ssize(back);
    plan.lines = {{plan.command, fmt::format("{} of dead workers {} back: {}, behind what waits there",
                                             counted(n, "job"), either(n, "goes", "go"), homes)}};
    auto const &first = *back.front();
    plan.lines.emplace_back("", fmt::format("for example {}, held by {}, last heard of {}", first.look.text(),
                                            short_name(first.orphan.worker),
                                            heartbeat_text(first.orphan.worker, search.now)));
    plan.lines.emplace_back("", "the workers are unregistered, as Resque's own prune would");
    if (rebuilt > 0)
        plan.lines.emplace_back("",
                                fmt::format("rebuilt: {} whose empty args node-resque keeps as {{}}: pushed with []",
                                            counted(rebuilt, "job")));
    if (doubtful > 0)
        plan.lines.emplace_back("", fmt::format("{} of node-resque's {} {{}} inside args, which may have been []",
                                                counted(doubtful, "job"), either(doubtful, "has", "have")));
    if (auto const left = std::ssize(search.found) - n; left > 0)
        plan.lines.emplace_back("", fmt::format("left alone: {}, see omactl workers orphans", counted(left, "job")));
    if (search.silent > 0)
        plan.lines.emplace_back(
            "", fmt::format("left alone: {} without any heartbeat", counted(search.silent, "busy worker")));
    plan.lines.emplace_back("gone means", "no heartbeat for " + human_duration(o.older_than));
    plan.lines.emplace_back("kept in", "Redis, beside the operation's record");
}

std::vector<std::string> wire_of(std::vector<queue::Orphan> const &orphans, queue::Layout const &layout)
{
    auto effects = fmt::format("UNLINK {}", layout.mask(layout.workers()));
    std::map<std::string, int> queues;
    for (auto const &orphan : orphans) {
        auto const keys = queue::keys_of(layout, orphan.worker);
        effects += fmt::format(", UNLINK {} {} {} {}", keys.entry, keys.started, keys.processed, keys.failed);
        if (!keys.ping.empty()) effects += ", UNLINK " + keys.ping;
        ++queues[orphan.queue];
    }
    effects += fmt::format(", SREM {}, HDEL {}", layout.workers(), queue::heartbeats(layout));
    for (auto const &[name, jobs] : queues) effects += ", RPUSH " + layout.queue(name);
    effects += fmt::format(", SADD {}, HSET {}, SETBIT {}, HINCRBY {}", layout.queues(),
                           queue::kept_entries(layout, "ID"), layout.pushed("ID"), layout.record("ID"));
    WireText wire{layout, layout.workers()};
    wire.step(queue::k_orphans.name, batches_of(orphans), effects);
    return wire.lines();
}

op::Plan plan_requeue(OrphansOptions const &o, Session &session)
{
    auto const layout = session.queue_layout();
    if (layout.kind == queue::Kind::sidekiq)
        throw Error{Fault::declined,
                    "Sidekiq keeps what a process holds for 60 s only, too short to be put back by hand",
                    "omactl workers orphans --older-than 30s    (shows what is still to be seen)"};
    auto plan = op::begin_plan(session, "queue.orphans", 1, o.queue.value_or("workers"));
    freeze_server(plan, session, ask_server(session.redis()));
    auto const found = search(o, session.redis(), layout);
    std::vector<Found const *> back;
    std::vector<queue::Orphan> orphans;
    for (auto const &one : found.found) {
        if (!one.left.empty()) continue;
        back.push_back(&one);
        orphans.push_back(one.orphan);
        orphans.back().number = std::ssize(orphans) - 1;
    }
    plan.count = std::ssize(orphans);
    plan.nothing = "No job of a dead worker can be put back.\n" + notes(found, layout.kind, o.older_than);
    plan.nothing.pop_back();
    plan.steps = {"requeue"};
    plan.detail["list"] = layout.workers();
    plan.detail["orphans"] = to_json(orphans);
    plan.before = {{"orphans", std::ssize(found.found)}};
    if (plan.count == 0) return plan;
    describe(plan, found, back, o);
    describe_unpush(plan, session);
    plan.wire = wire_of(orphans, layout);
    plan.question = fmt::format("Put {} back in {}?", counted(plan.count, "job"), plan.env);
    return plan;
}

Fault orphans(OrphansOptions const &o, Session &session)
{
    if (o.requeue) return op::carry_out(plan_requeue(o, session), session);
    auto const report = listing(o, session);
    cli::show(report, session.context());
    return report.fault;
}

constexpr cli::Param k_params[] = {
    cli::param<&OrphansOptions::requeue>("--requeue", "", "Put them back into their queues, once"),
    cli::param<&OrphansOptions::queue>("--queue", "QUEUE", "Only jobs of this queue", cli::Complete::queues),
    cli::param<&OrphansOptions::older_than>("--older-than", "DUR", "Without a heartbeat for so long a worker is gone"),
    cli::param<&OrphansOptions::with_payloads>("--with-payloads", "", k_with_payloads),
};
constexpr cli::Example k_examples[] = {
    {"omactl workers orphans", "jobs that nobody works on any more; status 3 when there are some"},
    {"omactl workers orphans --requeue --dry-run", "which would go back, and the exact commands"},
    {"omactl workers orphans --requeue --reason \"spot hosts reclaimed\"", "put them back"},
};
Action<OrphansOptions> const g_command{
    {.path = "workers orphans",
     .kind = cli::Kind::change,
     .summary = "Find jobs that dead workers hold, and put them back",
     .details =
         "A worker is gone when its heartbeat is. One that never gives any (another language, an old version)\n"
         "is left alone and counted. With --requeue a job and its worker's registration move in one step, which\n"
         "checks that the worker still holds that job and has given no sign since, so it is put back once. It\n"
         "goes behind what waits: the job may be what killed its worker.",
     .params = k_params,
     .examples = k_examples,
     .change_switch = "--requeue"},
    orphans};

}  // namespace

}  // namespace omactl::cmd
