#include "lib/queue/steps.hpp"

// The atomic steps, in Lua. `E` is the end at which the oldest stands, 'L' or 'R'. A full Redis
// refuses commands that need memory only until a script has written: so each step that must work
// then begins with one that frees or renames, be it of nothing (protocols: "Full").
namespace omactl::queue {

#define OMACTL_LUA_ENDS                                                                                                \
    "local function range(key, a, b)\n"                                                                                \
    "  if E == 'L' then return redis.call('LRANGE', key, a, b) end\n"                                                  \
    "  local r, t = redis.call('LRANGE', key, -b - 1, -a - 1), {}\n"                                                   \
    "  for i = #r, 1, -1 do t[#t + 1] = r[i] end return t\n"                                                           \
    "end\n"                                                                                                            \
    "local function trim(key, n)\n"                                                                                    \
    "  if n == 0 then return elseif E == 'L' then redis.call('LTRIM', key, n, -1)\n"                                   \
    "  else redis.call('LTRIM', key, 0, -n - 1) end\n"                                                                 \
    "end\n"                                                                                                            \
    "local function oldest(key, n) local t = range(key, 0, n - 1) trim(key, n) return t end\n"                         \
    "local function put(key, items)\n"                                                                                 \
    "  if #items > 0 then redis.call(E == 'L' and 'RPUSH' or 'LPUSH', key, unpack(items)) end\n"                       \
    "end\n"                                                                                                            \
    "local function facts(from) for i = from, #A, 2 do set(A[i], A[i + 1]) end end\n"

redis::Script const k_stage{"stage", R"(
local kind = redis.call('TYPE', K[1]).ok
if kind == 'none' then return refuse('EMPTY', K[1]) end
if kind ~= 'list' then return refuse('TYPE', kind) end
for i = 3, #K do
  if redis.call('EXISTS', K[i]) == 1 then return refuse('STAGED', K[i]) end
end
if redis.call('RENAMENX', K[1], K[2]) == 0 then return refuse('STAGED', K[2]) end
local n = redis.call('LLEN', K[2])
set('total', n)
set('list', K[1])
return n
)"};

redis::Script const k_release{"release", "local E = A[1]\n" OMACTL_LUA_ENDS R"(
redis.call('UNLINK', K[1])
facts(2)
return 'ok'
)"};

redis::Script const k_mask{"mask", "local E = A[1]\n" OMACTL_LUA_ENDS R"(
redis.call('UNLINK', K[1])
redis.call('SET', K[1], A[2])
set('sifted', 0)
facts(3)
return 'ok'
)"};

redis::Script const k_sift{"sift", "local E = A[1]\n" OMACTL_LUA_ENDS R"(
local from, n = tonumber(A[2]), tonumber(A[3])
if redis.call('LLEN', K[1]) < n then return refuse('SHORT', K[1]) end
local stay = {}
if (#A - 3) * 4 > n then
  local items = range(K[1], 0, n - 1)
  for r = 4, #A, 2 do
    for i = A[r] + 1, A[r + 1] + 1 do stay[#stay + 1] = items[i] end
  end
else
  for r = 4, #A, 2 do
    for _, job in ipairs(range(K[1], A[r], A[r + 1])) do stay[#stay + 1] = job end
  end
end
trim(K[1], n)
put(K[2], stay)
set('sifted', from + n)
return from + n
)"};

redis::Script const k_shift{"shift", "local E = A[1]\n" OMACTL_LUA_ENDS R"(
local from, name, leaves, own_at, own = tonumber(A[2]), A[3], A[4], A[5], A[6]
if redis.call('LLEN', K[1]) < #leaves then return refuse('SHORT', K[1]) end
local kind = redis.call('TYPE', K[3]).ok
if kind ~= 'none' and kind ~= 'list' then return refuse('TYPE', K[3] .. ' is a ' .. kind) end
local stay, go = {}, {}
for i, job in ipairs(oldest(K[1], #leaves)) do
  local side = string.byte(leaves, i) == 49 and go or stay
  side[#side + 1] = job
end
if #A > 6 then go = {unpack(A, 7)} end
put(K[2], stay)
if #go > 0 then
  put(K[3], go)
  redis.call('SADD', K[4], name)
  redis.call('SETRANGE', K[5], own_at, own)
  redis.call('HINCRBY', rec, 'pushed', #go)
end
set('sifted', from + #leaves)
return from + #leaves
)"};

redis::Script const k_splice{"splice", "local E = A[1]\n" OMACTL_LUA_ENDS R"(
local chunk = tonumber(A[2])
local n = redis.call('LLEN', K[2])
if redis.call('EXISTS', K[1]) == 0 then
  redis.call('UNLINK', K[3])
  facts(3)
  return 'done'
end
if n > 2 * chunk then put(K[1], oldest(K[2], chunk)) return 'more' end
if n > 0 then put(K[1], oldest(K[2], n)) end
redis.call('RENAME', K[1], K[2])
redis.call('UNLINK', K[3])
facts(3)
return 'done'
)"};

redis::Script const k_return{"return", "local E = A[1]\n" OMACTL_LUA_ENDS R"(
local name, longest, next_record = A[2], tonumber(A[3]), A[4]
local at, expected, marked, own_at, own = tonumber(A[5]), A[6], A[7], tonumber(A[8]), A[9]
local at_head, n = A[10] == '1', #A - 10
if #expected > 0 then
  local have = redis.call('GETRANGE', K[2], at, at + #expected - 1)
  have = have .. string.rep('\0', #expected - #have)
  if have ~= expected then return refuse('LEDGER', 'changed') end
end
if longest > 0 and redis.call('LLEN', K[1]) + n > longest then return refuse('LONG', K[1]) end
if n > 0 and at_head then
  local reversed = {}
  for i = n, 1, -1 do reversed[n + 1 - i] = A[10 + i] end
  redis.call(E == 'L' and 'LPUSH' or 'RPUSH', K[1], unpack(reversed))
elseif n > 0 then redis.call(E == 'L' and 'RPUSH' or 'LPUSH', K[1], unpack(A, 11)) end
if #expected > 0 then
  redis.call('SETRANGE', K[2], at, marked)
  if redis.call('EXISTS', K[5]) == 1 then redis.call('HSET', K[5], 'ledger', '1') end
end
if #own > 0 then redis.call('SETRANGE', K[4], own_at, own) end
if name ~= '' then redis.call('SADD', K[3], name) end
redis.call('HINCRBY', rec, 'pushed', n)
set('at', next_record)
return n
)"};

// A record is compared by its bytes: for strings that is one comparison of pointers in Lua, where a
// digest would be worked out by the server.
redis::Script const k_take_failed{"take-failed", "local E = A[1]\n" OMACTL_LUA_ENDS R"(
local own, tomb, first, window, longest = A[2], A[3], tonumber(A[4]), tonumber(A[5]), tonumber(A[6])
local own_at, next_record, n, queues = tonumber(A[7]), A[8], tonumber(A[9]), tonumber(A[10])
local records = redis.call('LRANGE', K[1], first, first + window - 1)
local begin, last = 11 + queues, 10 + queues + n * 5
local pushes = {}
for q = 1, queues do pushes[q] = {} end
for o = begin, last, 5 do
  if records[A[o + 1] + 1] ~= A[o] then return refuse('MOVED', A[o + 1]) end
  local jobs = pushes[A[o + 4] + 1]
  jobs[#jobs + 1] = string.sub(A[o], A[o + 2] + 1, A[o + 2] + A[o + 3])
end
for q = 1, queues do
  local kind = redis.call('TYPE', K[3 + q]).ok
  if kind ~= 'none' and kind ~= 'list' then return refuse('TYPE', K[3 + q] .. ' is a ' .. kind) end
  if longest > 0 and redis.call('LLEN', K[3 + q]) + #pushes[q] > longest then return refuse('LONG', K[3 + q]) end
end
if first == 0 and n == window then redis.call('LTRIM', K[1], n, -1)
else
  local length = redis.call('LLEN', K[1])
  redis.call('LTRIM', K[1], 0, -1)
  for o = begin, last, 5 do redis.call('LSET', K[1], first + A[o + 1], tomb) end
  redis.call('LREM', K[1], first * 2 < length and n or -n, tomb)
end
for q = 1, queues do
  put(K[3 + q], pushes[q])
  redis.call('SADD', K[2], A[10 + q])
end
redis.call('SETRANGE', K[3], own_at, own)
redis.call('HINCRBY', rec, 'pushed', n)
set('at', next_record)
return n
)"};

// The columns of A, from 7 on: for each queue its name and how many are its own (they stand together),
// then of all members numbers, scores, members, jobs. Mostly all are still there: then they leave in one
// ZREM and arrive in one push, as one command from a script costs about as much as ten members.
redis::Script const k_take_sorted{"take-sorted", "local E = A[1]\n" OMACTL_LUA_ENDS R"(
local longest, next_record, n, own_at, own = tonumber(A[2]), A[3], tonumber(A[4]), tonumber(A[5]), A[6]
local queues = #K - 3
local N = 6 + 2 * queues
local S, M, J = N + n, N + 2 * n, N + 3 * n
local scores = redis.pcall('ZMSCORE', K[1], unpack(A, M + 1, M + n))
if scores.err then
  scores = {}
  for i = 1, n do scores[i] = redis.call('ZSCORE', K[1], A[M + i]) end
end
local there, count = {}, 0
for i = 1, n do
  local score = scores[i]
  if score and (score == A[S + i] or tonumber(score) == tonumber(A[S + i])) then there[i] = true count = count + 1 end
end
local pushes, i = {}, 0
for q = 1, queues do
  local jobs = {}
  for k = i + 1, i + tonumber(A[6 + 2 * q]) do
    if there[k] then jobs[#jobs + 1] = A[J + k] end
  end
  i = i + tonumber(A[6 + 2 * q])
  pushes[q] = jobs
  if #jobs > 0 then
    local kind = redis.call('TYPE', K[3 + q]).ok
    if kind ~= 'none' and kind ~= 'list' then return refuse('TYPE', K[3 + q] .. ' is a ' .. kind) end
    if longest > 0 and redis.call('LLEN', K[3 + q]) + #jobs > longest then return refuse('LONG', K[3 + q]) end
  end
end
if count == n then
  redis.call('ZREM', K[1], unpack(A, M + 1, M + n))
  redis.call('SETRANGE', K[3], own_at, own)
else
  for k = 1, n do
    if there[k] then
      redis.call('ZREM', K[1], A[M + k])
      redis.call('SETBIT', K[3], A[N + k], 1)
    end
  end
end
for q = 1, queues do
  if #pushes[q] > 0 then put(K[3 + q], pushes[q]) redis.call('SADD', K[2], A[5 + 2 * q]) end
end
redis.call('HINCRBY', rec, 'pushed', count)
set('at', next_record)
return count
)"};

redis::Script const k_push{"push", "local E = A[1]\n" OMACTL_LUA_ENDS R"(
local jobs = {unpack(A, 4)}
put(K[1], jobs)
redis.call('SADD', K[2], A[2])
redis.call('SETRANGE', K[3], 0, A[3])
redis.call('HSET', rec, 'pushed', #jobs)
return redis.call('LLEN', K[1])
)"};

redis::Script const k_untake{"untake", "local E = A[1]\n" OMACTL_LUA_ENDS R"(
local leaves, ledger, n = A[2], A[3], tonumber(A[5])
if redis.call('LLEN', K[1]) < #leaves then return refuse('SHORT', K[1]) end
local items = oldest(K[1], #leaves)
local stay = {}
for i = 1, #items do
  if string.byte(leaves, i) == 48 then stay[#stay + 1] = items[i] end
end
put(K[2], stay)
for i = 6, 5 + n do
  redis.call('SETBIT', K[3], A[i], 0)
  if ledger == '1' then redis.call('SETBIT', K[4], A[i], 0) end
end
local at = 6
if A[4] == '2' then
  for i = 6 + n, #A, 2 do
    redis.call('RPUSH', K[at], A[i + 1])
    redis.call('SADD', K[at + 1], 'delayed:' .. A[i])
    redis.call('ZADD', K[5], A[i], A[i])
    at = at + 2
  end
elseif A[4] == '1' then
  for i = 6 + n, #A, 2 do redis.call('ZADD', K[5], A[i], A[i + 1]) end
else
  for i = 6 + n, #A do put(K[5], {A[i]}) end
end
set('untaken', (tonumber(redis.call('HGET', rec, 'untaken') or '0')) + n)
return n
)"};

redis::Script const k_finish{"finish", "local E = 'L'\n" OMACTL_LUA_ENDS R"(
redis.call('UNLINK', K[1])
facts(1)
return 'ok'
)"};

#undef OMACTL_LUA_ENDS

}  // namespace omactl::queue
