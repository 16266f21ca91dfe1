#include "lib/queue/admit.hpp"

#include "lib/queue/refusal.hpp"

namespace omactl::queue {

redis::Script const k_admit{"admit", R"(
local kind = redis.call('TYPE', K[1]).ok
if kind ~= 'none' and kind ~= 'zset' then return refuse('TYPE', K[1] .. ' is a ' .. kind) end
local added = 0
for o = 2, #A, 3 do
  if redis.call('ZADD', K[1], 'NX', A[o + 1], A[o + 2]) == 1 then
    redis.call('SETBIT', K[2], A[o], 1)
    added = added + 1
  end
end
redis.call('HINCRBY', rec, 'pushed', added)
set('at', A[1])
return added
)"};

redis::Script const k_expel{"expel", R"(
local out = 0
for o = 2, #A, 3 do
  local score = redis.call('ZSCORE', K[1], A[o + 2])
  if score and tonumber(score) == tonumber(A[o + 1]) then
    redis.call('ZREM', K[1], A[o + 2])
    redis.call('SETBIT', K[2], A[o], 0)
    out = out + 1
  end
end
redis.call('HINCRBY', rec, 'untaken', out)
set('at', A[1])
return out
)"};

namespace {

std::int64_t run(redis::Script const &script, redis::Fenced &guard, Layout const &layout, Admitted const &chunk)
{
    std::vector<std::string> args{std::to_string(chunk.next)};
    for (auto const &one : chunk.members)
        for (auto const &word : {std::to_string(one.n), one.score, one.member}) args.push_back(word);
    try {
        return std::stoll(guard.run(script, {chunk.set, layout.pushed(chunk.import_id)}, args));
    } catch (redis::Refused const &refused) {
        throw_wrong_kind(guard, refused, "the destination is no sorted set");
    }
}

}  // namespace

std::int64_t admit(redis::Fenced &guard, Layout const &layout, Admitted const &chunk)
{
    return run(k_admit, guard, layout, chunk);
}

std::int64_t expel(redis::Fenced &guard, Layout const &layout, Admitted const &chunk)
{
    return run(k_expel, guard, layout, chunk);
}

}  // namespace omactl::queue
