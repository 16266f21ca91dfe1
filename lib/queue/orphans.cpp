#include "lib/queue/orphans.hpp"

#include "lib/queue/refusal.hpp"

namespace omactl::queue {

// Both look at everything before they write, so that an error leaves all as it was; and both begin
// with an UNLINK of nothing, since a full Redis lets a script go on that has begun with one.

redis::Script const k_orphans{"orphans", R"(
local n, ready = tonumber(A[3]), {}
local function text(key)
  local value = redis.pcall('GET', key)
  return type(value) == 'string' and value or nil
end
for i = 1, n do
  local k, a = 6 + (i - 1) * 6, 3 + (i - 1) * 9
  local id, pinged = A[a + 2], A[a + 9] == 'ping'
  local entry, beat = text(K[k + 1]), nil
  if pinged then beat = text(K[k + 5]) else beat = redis.call('HGET', K[2], id) end
  if entry and redis.sha1hex(entry) == A[a + 3] and beat == A[a + 8] then
    local kind = redis.call('TYPE', K[k + 6]).ok
    if kind ~= 'none' and kind ~= 'list' then return refuse('TYPE', K[k + 6] .. ' is a ' .. kind) end
    local job = A[a + 6]
    if job == '' then job = string.sub(entry, A[a + 4] + 1, A[a + 4] + A[a + 5]) end
    ready[#ready + 1] = {k = k, id = id, number = A[a + 1], queue = A[a + 7], job = job, pinged = pinged,
      saved = {entry = entry, beat = beat, job = A[a + 6] ~= '' and A[a + 6] or nil, started = text(K[k + 2]),
               processed = text(K[k + 3]), failed = text(K[k + 4])}}
  end
end
redis.call('UNLINK', K[6])
for _, one in ipairs(ready) do
  local k = one.k
  redis.call('UNLINK', K[k + 1], K[k + 2], K[k + 3], K[k + 4])
  redis.call('SREM', K[1], one.id)
  if one.pinged then redis.call('UNLINK', K[k + 5]) else redis.call('HDEL', K[2], one.id) end
  redis.call('RPUSH', K[k + 6], one.job)
  redis.call('SADD', K[3], one.queue)
  for name, value in pairs(one.saved) do redis.call('HSET', K[5], one.number .. ':' .. name, value) end
  redis.call('SETBIT', K[4], one.number, 1)
end
redis.call('HINCRBY', rec, 'pushed', #ready)
set('at', A[2])
return #ready
)"};

redis::Script const k_unorphan{"unorphan", R"(
local n, done = tonumber(A[3]), 0
redis.call('UNLINK', K[6])
for i = 1, n do
  local k, a = 6 + (i - 1) * 6, 3 + (i - 1) * 6
  local number, id, pinged = A[a + 1], A[a + 2], A[a + 5] == 'ping'
  local function kept(name) return redis.call('HGET', K[5], number .. ':' .. name) end
  local entry, job = kept('entry'), kept('job')
  if entry and not job then job = string.sub(entry, A[a + 3] + 1, A[a + 3] + A[a + 4]) end
  local away = redis.call('TYPE', K[k + 6]).ok == 'list' and redis.call('EXISTS', K[k + 1]) == 0
    and redis.call('SISMEMBER', K[1], id) == 0
  if entry and away and redis.call('GETBIT', K[4], number) == 1 and redis.call('LREM', K[k + 6], A[a + 6], job) == 1 then
    redis.call('SETBIT', K[4], number, 0)
    redis.call('SET', K[k + 1], entry)
    for at, name in ipairs({'started', 'processed', 'failed'}) do
      local value = kept(name)
      if value then redis.call('SET', K[k + 1 + at], value) end
    end
    redis.call('SADD', K[1], id)
    if pinged then redis.call('SET', K[k + 5], kept('beat')) else redis.call('HSET', K[2], id, kept('beat')) end
    for _, name in ipairs({'entry', 'job', 'beat', 'started', 'processed', 'failed'}) do
      redis.call('HDEL', K[5], number .. ':' .. name)
    end
    done = done + 1
  end
end
redis.call('HINCRBY', rec, 'untaken', done)
set('at', A[2])
return done
)"};

namespace {

using Words = std::vector<std::string>;

std::string_view sign_of(Worker const &worker)
{
    return worker.ping.empty() ? "beat" : "ping";
}

Words keys_for(Layout const &layout, std::string const &id, std::vector<Orphan> const &orphans)
{
    Words keys{layout.workers(),  heartbeats(layout),       layout.queues(),
               layout.pushed(id), kept_entries(layout, id), layout.mask(layout.workers())};
    for (auto const &orphan : orphans) {
        auto own = keys_of(layout, orphan.worker);
        if (own.ping.empty()) own.ping = own.entry;  // a place that the script does not look at
        for (auto const &key : {own.entry, own.started, own.processed, own.failed, own.ping}) keys.push_back(key);
        keys.push_back(layout.queue(orphan.queue));
    }
    return keys;
}

}  // namespace

std::string kept_entries(Layout const &layout, std::string_view id)
{
    return layout.key("omactl:entries:" + std::string(id));
}

std::int64_t requeue_orphans(redis::Fenced &guard, Layout const &layout, std::string const &id,
                             std::vector<Orphan> const &orphans, std::int64_t next, redis::Mark const &mark)
{
    Words args{"L", std::to_string(next), std::to_string(orphans.size())};
    for (auto const &orphan : orphans)
        for (auto const &word : {std::to_string(orphan.number), orphan.worker.id, orphan.sha1,
                                 std::to_string(orphan.at), std::to_string(orphan.size), orphan.job, orphan.queue,
                                 orphan.worker.beat_bytes, std::string(sign_of(orphan.worker))})
            args.push_back(word);
    try {
        return std::stoll(guard.run(k_orphans, keys_for(layout, id, orphans), args, mark));
    } catch (redis::Refused const &refused) {
        throw_wrong_kind(guard, refused, "a destination is no list");
    }
}

std::int64_t restore_orphans(redis::Fenced &guard, Layout const &layout, std::string const &pushed_by,
                             std::vector<Orphan> const &orphans, std::vector<bool> const &from_left, std::int64_t next,
                             redis::Mark const &mark)
{
    Words args{"L", std::to_string(next), std::to_string(orphans.size())};
    for (std::size_t i = 0; i < orphans.size(); ++i)
        for (auto const &word : {std::to_string(orphans[i].number), orphans[i].worker.id, std::to_string(orphans[i].at),
                                 std::to_string(orphans[i].size), std::string(sign_of(orphans[i].worker)),
                                 std::string(from_left[i] ? "1" : "-1")})
            args.push_back(word);
    return std::stoll(guard.run(k_unorphan, keys_for(layout, pushed_by, orphans), args, mark));
}

}  // namespace omactl::queue
