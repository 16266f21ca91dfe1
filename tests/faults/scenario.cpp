#include "tests/faults/scenario.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>

namespace omactl::faults {

namespace {

constexpr int k_jobs = 30;

Ready clear_all(Ground &ground)
{
    fill_queue(ground, "sites", k_jobs);
    return {"queue clear sites --yes", {}};
}

Ready clear_some(Ground &ground)
{
    fill_queue(ground, "sites", k_jobs);
    return {"queue clear sites --class RefreshSite --yes", {}};
}

// Behind others that wait there.
Ready move_all(Ground &ground)
{
    fill_queue(ground, "sites", k_jobs);
    fill_queue(ground, "mail", 3);
    return {"queue move sites mail --yes", {}};
}

// To a queue that is new.
Ready move_some(Ground &ground)
{
    fill_queue(ground, "sites", k_jobs);
    return {"queue move sites parked --class RefreshSite --yes", {}};
}

Ready put_back(Ground &ground)
{
    fill_queue(ground, "sites", k_jobs);
    auto const id = clear(ground, "sites");
    ground.redis.call({"RPUSH", "resque:queue:sites", "new 1", "new 2", "new 3"});
    return {"undo " + id + " --yes", id};
}

Ready put_back_slowly(Ground &ground)
{
    auto ready = put_back(ground);
    ready.words += " --rate 100000/s";
    return ready;
}

Ready from_archive(Ground &ground)
{
    fill_queue(ground, "sites", k_jobs);
    auto const id = clear(ground, "sites");
    ground.redis.call({"RPUSH", "resque:queue:sites", "new 1", "new 2"});
    return {"queue requeue sites --from archive:" + id + " --class RefreshSite --yes", {}};
}

// Some of them, so that records go from the middle of the list.
Ready from_failed(Ground &ground)
{
    fill_failed(ground, 90);
    return {"queue requeue sites --from failed --error Timeout --yes", {}};
}

Ready from_failed_home(Ground &ground)
{
    fill_failed(ground, 60);
    return {"queue failed requeue --yes", {}};
}

Ready push(Ground &ground)
{
    fill_queue(ground, "sites", 3);
    return {R"(queue push sites RefreshSite 1842 {"force":true})", {}};
}

// The jobs are in the file only: those of the queue are others.
Ready imported(Ground &ground)
{
    auto const file = ground.server.folder() + "/jobs.jsonl.zst";
    fill_queue(ground, "sites", k_jobs);
    ran(ground.omactl("queue export sites --force " + file), "queue export");
    ground.redis.call({"DEL", "resque:queue:sites"});
    ground.redis.call({"RPUSH", "resque:queue:sites", "new 1", "new 2"});
    return {"queue import sites " + file + " --yes", {}};
}

// One of them stands in the set already, with another score.
Ready imported_dead(Ground &ground)
{
    auto const file = ground.server.folder() + "/dead.jsonl";
    fill_sorted(ground, "dead", 60);
    ran(ground.omactl("queue export dead --force " + file), "queue export");
    ground.redis.call({"DEL", "resque:dead"});
    ground.redis.call({"ZADD", "resque:dead", "1900000000", sidekiq_job("mail", 7, 1'700'000'000)});
    return {"queue import dead " + file + " --yes", {}};
}

// Two that are not to be touched among them: one that lives, one that never says whether it does.
Ready orphaned(Ground &ground)
{
    fill_queue(ground, "sites", 3);
    for (int n = 0; n < 14; ++n)
        fill_worker(ground, fmt::format("w{}:{}:sites,mail", n, 4711 + n), n,
                    n == 5   ? ""
                    : n == 6 ? "2099-01-01T00:00:00Z"
                             : "2026-01-01T00:00:00Z");
    fill_worker(ground, "js:1:sites", 14, "");
    ground.redis.call({"SET", "resque:worker:ping:js:1", R"({"time":1767225600,"name":"js:1","queues":"sites"})"});
    return {"workers orphans --requeue --yes", {}};
}

// One key is somebody else's, and comes back.
Ready paused(Ground &ground)
{
    fill_queue(ground, "sites", 3);
    fill_worker(ground, "w1:1:sites", 1, "2099-01-01T00:00:00Z");
    ground.redis.call({"SET", "resque:pause:all", "by hand"});
    return {"workers pause --wait 0s --yes", {}};
}

Ready paused_by_command(Ground &ground)
{
    fill_queue(ground, "sites", 3);
    fill_worker(ground, "w1:1:sites", 1, "2099-01-01T00:00:00Z");
    ground.pause_by_command();
    return {"workers pause --wait 0s --yes", {}};
}

// Paused before, so that ending them is all there is to do; one works elsewhere, one is dead already.
Ready ended(Ground &ground)
{
    auto const pause = paused_by_command(ground).words;
    for (int n = 2; n < 14; ++n)
        fill_worker(ground, fmt::format("w{0}:{0}:sites,mail", n), n,
                    n == 5 ? "2026-01-01T00:00:00Z" : "2099-01-01T00:00:00Z");
    change(ground, pause, "workers.pause-command");
    return {"workers pause --wait 0s --then kill --yes", {}};
}

// Some of them, of two queues, among others that stay.
Ready from_retry(Ground &ground)
{
    fill_sorted(ground, "retry", 90);
    return {"queue requeue sites --from retry --error Timeout --yes", {}};
}

Ready from_retry_home(Ground &ground)
{
    fill_sorted(ground, "retry", 60);
    return {"queue failed requeue --yes", {}};
}

Ready from_schedule(Ground &ground)
{
    fill_sorted(ground, "schedule", 40);
    return {"queue requeue --all --from schedule --to mail --yes", {}};
}

Ready clear_failed(Ground &ground)
{
    fill_failed(ground, 60);
    return {"queue failed clear --yes", {}};
}

Ready clear_timeouts(Ground &ground)
{
    fill_failed(ground, 60);
    return {"queue failed clear --error Timeout --yes", {}};
}

Ready clear_dead(Ground &ground)
{
    fill_sorted(ground, "dead", 90);
    return {"queue failed clear --error Timeout --yes", {}};
}

Ready from_delayed(Ground &ground)
{
    fill_delayed(ground, 60);
    return {"queue requeue mail --from schedule --yes", {}};
}

Ready clear_delayed(Ground &ground)
{
    fill_delayed(ground, 60);
    return {"queue clear mail --from schedule --yes", {}};
}

// Old and new jobs in turn, the oldest at the right.
Ready clear_old(Ground &ground)
{
    fill_sorted(ground, "retry", 3);
    for (int n = 100; n < 100 + k_jobs; ++n)
        ground.redis.call(
            {"LPUSH", "resque:queue:sites", sidekiq_job("sites", n, n % 3 == 0 ? 4'100'000'000 : 1'700'000'000)});
    return {"queue clear sites --older-than 1h --yes", {}};
}

// Some bear their queue's name as others do not write it, one bears another's.
Ready move_sidekiq(Ground &ground)
{
    fill_sorted(ground, "retry", 3);
    for (int n = 100; n < 100 + k_jobs; ++n)
        ground.redis.call({"LPUSH", "resque:queue:sites",
                           sidekiq_job(n % 5 == 0   ? R"(s\u0069tes)"
                                       : n % 7 == 0 ? "mail"
                                                    : "sites",
                                       n, 1'700'000'000)});
    ground.redis.call({"LPUSH", "resque:queue:mail", sidekiq_job("mail", 90, 1'700'000'000)});
    return {"queue move sites mail --first 20 --yes", {}};
}

Ready quieted(Ground &ground)
{
    ground.speak_sidekiq();
    fill_sorted(ground, "retry", 3);
    for (std::string const id : {"web-1:101:abc", "web-2:102:def"}) {
        ground.redis.call({"SADD", "resque:processes", id});
        ground.redis.call(
            {"HSET", "resque:" + id, "busy", "0", "beat", "4100000000.5", "quiet", "false", "info",
             R"({"hostname":"web","pid":101,"started_at":1700000000.5,"concurrency":5,"queues":["sites"]})"});
    }
    return {"workers pause --wait 0s --yes", {}};
}

// The archive's jobs are back.
Ready pruned(Ground &ground)
{
    fill_queue(ground, "sites", 3);
    ran(ground.omactl("undo --yes " + clear(ground, "sites")), "undo");
    return {"journal prune --older-than 0s --yes", {}};
}

Ready set_setting(Ground &ground)
{
    ground.redis.call({"HSET", "settings", "limit", "1000000", "motd", "hello"});
    return {"settings set limit 5 --store redis-hash:settings --yes", {}};
}

/// The undo of what another scenario does.
std::function<Ready(Ground &)> undo_of(std::function<Ready(Ground &)> const &prepare, std::string_view operation)
{
    return [prepare, operation](Ground &ground) {
        auto const id = change(ground, prepare(ground).words, operation);
        return Ready{"undo " + id + " --yes", id};
    };
}

}  // namespace

std::vector<Scenario> const &scenarios()
{
    static std::vector<Scenario> const all = {
        {.name = "clear", .operation = "queue.clear", .prepare = clear_all},
        {.name = "clear some", .operation = "queue.clear", .prepare = clear_some, .undo_keeps_order = false},
        {.name = "move", .operation = "queue.move", .prepare = move_all},
        {.name = "move some", .operation = "queue.move", .prepare = move_some, .undo_keeps_order = false},
        {.name = "undo of a move",
         .operation = "queue.unpush",
         .prepare = undo_of(move_all, "queue.move"),
         .reverses = true},
        {.name = "undo of a move of some",
         .operation = "queue.unpush",
         .prepare = undo_of(move_some, "queue.move"),
         .reverses = true},
        {.name = "undo of a clear", .operation = "queue.return", .prepare = put_back, .reverses = true},
        {.name = "slow undo of a clear", .operation = "queue.return", .prepare = put_back_slowly, .reverses = true},
        {.name = "requeue from an archive", .operation = "queue.requeue", .prepare = from_archive},
        {.name = "requeue some failures",
         .operation = "queue.requeue",
         .prepare = from_failed,
         .undo_keeps_order = false},
        {.name = "requeue all failures",
         .operation = "queue.requeue",
         .prepare = from_failed_home,
         .undo_keeps_order = false},
        {.name = "undo of a requeue from an archive",
         .operation = "queue.unpush",
         .prepare = undo_of(from_archive, "queue.requeue"),
         .reverses = true},
        {.name = "undo of a requeue of all failures",
         .operation = "queue.unpush",
         .prepare = undo_of(from_failed_home, "queue.requeue"),
         .reverses = true},
        {.name = "requeue of orphans", .operation = "queue.orphans", .prepare = orphaned},
        {.name = "undo of a requeue of orphans",
         .operation = "queue.unorphan",
         .prepare = undo_of(orphaned, "queue.orphans"),
         .reverses = true},
        {.name = "pause", .operation = "workers.pause", .prepare = paused},
        {.name = "undo of a pause",
         .operation = "workers.resume",
         .prepare = undo_of(paused, "workers.pause"),
         .reverses = true},
        {.name = "pause by a command", .operation = "workers.pause-command", .prepare = paused_by_command},
        {.name = "undo of a pause by a command",
         .operation = "workers.resume-command",
         .prepare = undo_of(paused_by_command, "workers.pause-command"),
         .reverses = true},
        {.name = "end of workers", .operation = "workers.kill", .prepare = ended, .for_good = true},
        {.name = "clear Sidekiq's old jobs",
         .operation = "queue.clear",
         .prepare = clear_old,
         .undo_keeps_order = false},
        {.name = "move Sidekiq's oldest jobs", .operation = "queue.move", .prepare = move_sidekiq},
        {.name = "undo of a move of Sidekiq's jobs",
         .operation = "queue.unpush",
         .prepare = undo_of(move_sidekiq, "queue.move"),
         .reverses = true},
        {.name = "requeue some of retry", .operation = "queue.requeue", .prepare = from_retry},
        {.name = "requeue all of retry", .operation = "queue.requeue", .prepare = from_retry_home},
        {.name = "requeue what is scheduled", .operation = "queue.requeue", .prepare = from_schedule},
        {.name = "undo of a clear of Sidekiq's old jobs",
         .operation = "queue.return",
         .prepare = undo_of(clear_old, "queue.clear"),
         .reverses = true},
        {.name = "undo of a requeue of all of retry",
         .operation = "queue.unpush",
         .prepare = undo_of(from_retry_home, "queue.requeue"),
         .reverses = true},
        {.name = "clear all failures", .operation = "queue.clear", .prepare = clear_failed},
        {.name = "clear some failures",
         .operation = "queue.clear",
         .prepare = clear_timeouts,
         .undo_keeps_order = false},
        {.name = "undo of a clear of some failures",
         .operation = "queue.return",
         .prepare = undo_of(clear_timeouts, "queue.clear"),
         .reverses = true},
        {.name = "clear some of dead", .operation = "queue.discard", .prepare = clear_dead},
        {.name = "undo of a clear of dead",
         .operation = "queue.restore",
         .prepare = undo_of(clear_dead, "queue.discard"),
         .reverses = true},
        {.name = "requeue what resque-scheduler has",
         .operation = "queue.requeue",
         .prepare = from_delayed,
         .undo_keeps_order = false},
        {.name = "undo of a requeue of what resque-scheduler has",
         .operation = "queue.unpush",
         .prepare = undo_of(from_delayed, "queue.requeue"),
         .reverses = true},
        {.name = "clear what is scheduled",
         .operation = "queue.discard",
         .prepare = clear_delayed,
         .undo_keeps_order = false},
        {.name = "undo of a clear of what is scheduled",
         .operation = "queue.restore",
         .prepare = undo_of(clear_delayed, "queue.discard"),
         .reverses = true},
        {.name = "quiet", .operation = "workers.quiet", .prepare = quieted, .for_good = true},
        {.name = "import", .operation = "queue.import", .prepare = imported},
        {.name = "undo of an import",
         .operation = "queue.unpush",
         .prepare = undo_of(imported, "queue.import"),
         .reverses = true,
         .forgets = k_jobs},
        {.name = "import into a set", .operation = "queue.import", .prepare = imported_dead},
        {.name = "undo of an import into a set",
         .operation = "queue.expel",
         .prepare = undo_of(imported_dead, "queue.import"),
         .reverses = true,
         .forgets = 59},
        {.name = "prune", .operation = "journal.prune", .prepare = pruned, .for_good = true, .no_jobs = true},
        {.name = "set a setting", .operation = "settings.change", .prepare = set_setting},
        {.name = "undo of a setting",
         .operation = "settings.undo",
         .prepare = undo_of(set_setting, "settings.change"),
         .reverses = true},
        {.name = "push", .operation = "queue.push", .prepare = push},
        {.name = "undo of a push",
         .operation = "queue.unpush",
         .prepare = undo_of(push, "queue.push"),
         .reverses = true,
         .forgets = 1},
    };
    return all;
}

Scenario const &named(std::string_view name)
{
    for (auto const &scenario : scenarios())
        if (scenario.name == name) return scenario;
    throw Error{omactl::Fault::not_found, fmt::format("no scenario '{}'", name)};
}

}  // namespace omactl::faults
