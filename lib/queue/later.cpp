#include "lib/queue/later.hpp"

#include "lib/queue/destinations.hpp"

namespace omactl::queue {

// For `buckets` two keys a job follow the fixed ones: its bucket and its `timestamps:` set.
#define OMACTL_LUA_LEAVE                                                                                               \
    "local function leave_bucket(schedule, at, member, bucket, stamps)\n"                                              \
    "  if redis.call('LREM', bucket, 1, member) == 0 then return false end\n"                                          \
    "  if redis.call('EXISTS', bucket) == 0 then redis.call('ZREM', schedule, at) end\n"                               \
    "  redis.call('SREM', stamps, 'delayed:' .. at)\n"                                                                 \
    "  return true\n"                                                                                                  \
    "end\n"

// What a shelf's scripts are given: whether it is of buckets, the next record, and triples of number, score, member.
#define OMACTL_LUA_SHELVED                                                                                             \
    "local buckets, next_record = A[1] == '1', A[2]\n"                                                                 \
    "local function count_shelved(visit)\n"                                                                            \
    "  local done = 0\n"                                                                                               \
    "  for i = 0, (#A - 2) / 3 - 1 do\n"                                                                               \
    "    if visit(A[3 + i * 3], A[4 + i * 3], A[5 + i * 3], K[3 + i * 2], K[4 + i * 2]) then done = done + 1 end\n"    \
    "  end\n"                                                                                                          \
    "  return done\n"                                                                                                  \
    "end\n"

redis::Script const k_drop{"drop", OMACTL_LUA_SHELVED OMACTL_LUA_LEAVE R"(
local gone = count_shelved(function(n, score, member, bucket, stamps)
  local left = false
  if buckets then
    left = leave_bucket(K[1], score, member, bucket, stamps)
  else
    local now = redis.call('ZSCORE', K[1], member)
    left = now and tonumber(now) == tonumber(score)
    if left then redis.call('ZREM', K[1], member) end
  end
  if left then redis.call('SETBIT', K[2], n, 1) end
  return left
end)
redis.call('HINCRBY', rec, 'pushed', gone)
set('at', next_record)
return gone
)"};

redis::Script const k_take_delayed{"take-delayed", OMACTL_LUA_LEAVE R"(
local left_end, longest, next_record, n = A[1] == 'L', tonumber(A[2]), A[3], tonumber(A[4])
local queues, per_queue, names, counts = tonumber(A[5]), {}, {}, {}
for o = 6, 5 + n * 6, 6 do
  local q = 4 + tonumber(A[o + 4])
  names[q], counts[q], per_queue[q] = A[o + 5], (counts[q] or 0) + 1, {}
end
for q, count in pairs(counts) do
  local kind = redis.call('TYPE', K[q]).ok
  if kind ~= 'none' and kind ~= 'list' then return refuse('TYPE', K[q] .. ' is a ' .. kind) end
  if longest > 0 and redis.call('LLEN', K[q]) + count > longest then return refuse('LONG', K[q]) end
end
local taken, at = 0, 4 + queues
for o = 6, 5 + n * 6, 6 do
  if leave_bucket(K[1], A[o + 1], A[o + 2], K[at], K[at + 1]) then
    table.insert(per_queue[4 + tonumber(A[o + 4])], A[o + 3])
    redis.call('SETBIT', K[3], A[o], 1)
    taken = taken + 1
  end
  at = at + 2
end
for q = 4, 3 + queues do
  if #per_queue[q] > 0 then
    redis.call(left_end and 'RPUSH' or 'LPUSH', K[q], unpack(per_queue[q]))
    redis.call('SADD', K[2], names[q])
  end
end
redis.call('HINCRBY', rec, 'pushed', taken)
set('at', next_record)
return taken
)"};

redis::Script const k_put_later{"put-later", OMACTL_LUA_SHELVED R"(
local back = count_shelved(function(n, score, member, bucket, stamps)
  if redis.call('GETBIT', K[2], n) == 0 then return false end
  if buckets then
    redis.call('RPUSH', bucket, member)
    redis.call('SADD', stamps, 'delayed:' .. score)
    redis.call('ZADD', K[1], score, score)
  else
    redis.call('ZADD', K[1], 'NX', score, member)
  end
  redis.call('SETBIT', K[2], n, 0)
  return true
end)
redis.call('HINCRBY', rec, 'back', back)
set('at', next_record)
return back
)"};

#undef OMACTL_LUA_SHELVED
#undef OMACTL_LUA_LEAVE

namespace {

using Words = std::vector<std::string>;

void add_bucket_keys(Words &keys, Layout const &layout, std::string const &epoch, std::string const &job)
{
    keys.push_back(layout.delayed(epoch));
    keys.push_back(layout.timestamps(job));
}

std::int64_t run_shelf(redis::Fenced &guard, redis::Script const &script, Layout const &layout, Words keys, Shelf shelf,
                       std::vector<Shelved> const &members, std::int64_t next)
{
    Words args{shelf == Shelf::buckets ? "1" : "0", std::to_string(next)};
    for (auto const &one : members) {
        for (auto const &word : {std::to_string(one.n), one.score, one.member}) args.push_back(word);
        if (shelf == Shelf::buckets) add_bucket_keys(keys, layout, one.score, one.member);
    }
    return std::stoll(guard.run(script, keys, args, {}));
}

}  // namespace

std::int64_t drop(redis::Fenced &guard, Layout const &layout, std::string const &id, Shelf shelf,
                  std::string const &key, std::vector<Shelved> const &members, std::int64_t next)
{
    return run_shelf(guard, k_drop, layout, {key, layout.pushed(id)}, shelf, members, next);
}

std::int64_t put_later(redis::Fenced &guard, Layout const &layout, std::string const &dropped_by, Shelf shelf,
                       std::string const &key, std::vector<Shelved> const &members, std::int64_t next)
{
    return run_shelf(guard, k_put_later, layout, {key, layout.pushed(dropped_by)}, shelf, members, next);
}

void start_take_delayed(redis::Fenced &guard, Layout const &layout, std::string const &id, Drawn const &chunk)
{
    Words keys{chunk.set, layout.queues(), layout.pushed(id)}, jobs;
    auto const to = destinations_of(chunk.members);
    to.add_keys(keys, layout);
    for (std::size_t i = 0; i < chunk.members.size(); ++i) {
        auto const &one = chunk.members[i];
        for (auto const &word :
             {std::to_string(one.n), one.score, one.member, one.job, std::to_string(to.places[i]), one.queue})
            jobs.push_back(word);
    }
    for (auto const &one : chunk.members) add_bucket_keys(keys, layout, one.score, one.member);
    Words args{layout.oldest_left() ? "L" : "R", std::to_string(chunk.max_length), std::to_string(chunk.next),
               std::to_string(chunk.members.size()), std::to_string(to.names.size())};
    args.insert(args.end(), jobs.begin(), jobs.end());
    guard.start(k_take_delayed, keys, {args.begin(), args.end()});
}

}  // namespace omactl::queue
