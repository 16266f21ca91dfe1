#include "lib/queue/ending.hpp"

#include "lib/queue/bitmap.hpp"

namespace omactl::queue {

namespace {

using Words = std::vector<std::string>;

constexpr std::size_t k_processes_at = 2;  // keys before them

}  // namespace

// A full Redis takes these only from scripts that have begun with a DEL or UNLINK, be it of nothing.

redis::Script const k_begin_ending{"begin-ending", R"(
local asked = 0
redis.call('UNLINK', K[1])
redis.call('SET', K[2], A[1])
for i = 3, #K, 2 do
  if redis.call('EXISTS', K[i]) == 1 then
    redis.call('LPUSH', K[i + 1], 'TERM')
    redis.call('EXPIRE', K[i + 1], 60)
    asked = asked + 1
  end
end
set('asked', asked)
set('ledger', '1')
for i = 2, #A, 2 do set(A[i], A[i + 1]) end
return asked
)"};

redis::Script const k_note_ended{"note-ended", R"(
redis.call('UNLINK', K[1])
for i = 1, #A, 2 do set(A[i], A[i + 1]) end
return 1
)"};

redis::Script const k_unregister{"unregister", R"(
local done = 0
redis.call('UNLINK', K[4])
for i = 1, #A, 5 do
  local k = 4 + math.floor(i / 5) * 5
  local number, id, pinged, beat = A[i], A[i + 1], A[i + 4] == 'ping', nil
  local entry = redis.pcall('GET', K[k + 1])
  if pinged then beat = redis.pcall('GET', K[k + 5]) else beat = redis.call('HGET', K[2], id) end
  if type(entry) == 'string' and redis.sha1hex(entry) == A[i + 2] and (beat or '') == A[i + 3] then
    redis.call('UNLINK', K[k + 1], K[k + 2], K[k + 3], K[k + 4])
    redis.call('SREM', K[1], id)
    if pinged then redis.call('UNLINK', K[k + 5]) else redis.call('HDEL', K[2], id) end
    redis.call('SETBIT', K[3], number, 0)
    done = done + 1
  end
end
redis.call('HINCRBY', rec, 'archived', done)
return done
)"};

// What has run out with its process is as good as unchanged: while it was there, nobody finished it.
redis::Script const k_unregister_process{"unregister-process", R"(
local done = 0
redis.call('UNLINK', K[4])
for i = 1, #A, 5 do
  local k = 4 + math.floor(i / 5) * 3
  local number, thread = A[i], A[i + 4]
  local beat = redis.call('HGET', K[k + 1], 'beat')
  local entry = redis.call('HGET', K[k + 2], thread) or redis.call('HGET', K[k + 3], thread)
  local same = entry and redis.sha1hex(entry) == A[i + 2]
  local over = not beat and redis.call('EXISTS', K[k + 2], K[k + 3]) == 0
  if (beat or '') == A[i + 3] and (same or over) then
    redis.call('HDEL', K[k + 2], thread)
    redis.call('HDEL', K[k + 3], thread)
    redis.call('SETBIT', K[3], number, 0)
    done = done + 1
  end
end
for i = 1, #A, 5 do
  local k = 4 + math.floor(i / 5) * 3
  local idle = redis.call('EXISTS', K[k + 2], K[k + 3]) == 0
  if (redis.call('HGET', K[k + 1], 'beat') or '') == A[i + 3] and idle then
    redis.call('UNLINK', K[k + 1])
    redis.call('SREM', K[1], A[i + 1])
  end
end
redis.call('HINCRBY', rec, 'archived', done)
return done
)"};

void begin_ending(redis::Fenced &guard, Layout const &layout, std::string const &id, std::int64_t jobs,
                  std::vector<std::string> const &processes, std::map<std::string, std::string> const &facts)
{
    std::string bits(static_cast<std::size_t>((jobs + 7) / 8), '\0');
    for (std::int64_t n = 0; n < jobs; ++n) set_bit(bits, n);
    Words keys{layout.mask(layout.workers()), layout.ledger(id)}, args{bits};
    keys.reserve(k_processes_at + 2 * processes.size());
    for (auto const &process : processes) {
        keys.push_back(layout.process(process));
        keys.push_back(layout.key(process + "-signals"));
    }
    for (auto const &[name, value] : facts) {
        args.push_back(name);
        args.push_back(value);
    }
    guard.run(k_begin_ending, keys, args, {"begin", false});
}

void note_ended(redis::Fenced &guard, Layout const &layout, std::map<std::string, std::string> const &facts)
{
    Words args;
    for (auto const &[name, value] : facts) args.insert(args.end(), {name, value});
    guard.run(k_note_ended, {layout.mask(layout.workers())}, args, {"end", false});
}

std::vector<std::string> entries_of(redis::Connection &redis, Layout const &layout, std::vector<Orphan> const &held)
{
    std::vector<redis::Command> questions;
    bool const sidekiq = layout.kind == Kind::sidekiq;
    for (auto const &one : held)
        if (sidekiq) {
            auto const keys = work_keys(layout, one.worker.id);
            questions.push_back({"HGET", keys.work, one.thread});
            questions.push_back({"HGET", keys.workers, one.thread});
        } else {
            questions.push_back({"GET", layout.worker(one.worker.id)});
        }
    auto const answers = redis.pipeline(questions);
    Words entries;
    for (std::size_t i = 0; i < answers.size(); i += sidekiq ? 2 : 1) {
        auto const &answer = sidekiq && answers[i].is_nil() ? answers[i + 1] : answers[i];
        entries.emplace_back(answer.is_nil() ? std::string_view{} : answer.text());
    }
    return entries;
}

std::int64_t unregister(redis::Fenced &guard, Layout const &layout, std::string const &id,
                        std::vector<Orphan> const &held, redis::Mark const &mark)
{
    bool const sidekiq = layout.kind == Kind::sidekiq;
    Words keys{sidekiq ? layout.processes() : layout.workers(), heartbeats(layout), layout.ledger(id),
               layout.mask(layout.workers())},
        args;
    for (auto const &one : held) {
        auto const &worker = one.worker;
        if (sidekiq) {
            auto const work = work_keys(layout, worker.id);
            keys.insert(keys.end(), {layout.process(worker.id), work.work, work.workers});
        } else {
            auto own = keys_of(layout, worker);
            if (own.ping.empty()) own.ping = own.entry;  // a place that the script does not look at
            keys.insert(keys.end(), {own.entry, own.started, own.processed, own.failed, own.ping});
        }
        args.insert(args.end(), {std::to_string(one.number), worker.id, one.sha1, worker.beat_bytes,
                                 sidekiq               ? one.thread
                                 : worker.ping.empty() ? "beat"
                                                       : "ping"});
    }
    return std::stoll(guard.run(sidekiq ? k_unregister_process : k_unregister, keys, args, mark));
}

}  // namespace omactl::queue
