#include "lib/queue/pause.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>

namespace omactl::queue {

namespace {

using Words = std::vector<std::string>;

constexpr char k_value[] = "true";

std::string number(Instant at)
{
    return std::to_string(at.time_since_epoch().count());
}

}  // namespace

// A full Redis takes a SET only from a script that has begun with a DEL, be it of nothing.
redis::Script const k_pause{"pause", R"(
local value, span, id = A[1], tonumber(A[2]), A[3]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
for i = 1, #K - 1 do
  local kind = redis.call('TYPE', K[i]).ok
  if kind ~= 'none' and kind ~= 'string' then return refuse('TYPE', K[i] .. ' is a ' .. kind) end
end
for i = 1, #K - 1 do
  local was, left = redis.call('GET', K[i]), redis.call('PTTL', K[i])
  redis.call('DEL', K[i])
  if span > 0 then redis.call('SET', K[i], value, 'PX', span) else redis.call('SET', K[i], value) end
  set('had:' .. i, was and '1' or '0')
  set('was:' .. i, was or '')
  set('until:' .. i, left > 0 and string.format('%.0f', now + left) or '')
  redis.call('HSET', K[#K], K[i], id)
end
return #K - 1
)"};

redis::Script const k_unpause{"unpause", R"(
local value, n = A[1], 0
for i = 1, #K - 1 do
  local had, was, ends = A[i * 3 - 1], A[i * 3], A[i * 3 + 1]
  if redis.call('TYPE', K[i]).ok == 'string' and redis.call('GET', K[i]) == value then
    redis.call('DEL', K[i])
    if had == '1' then
      redis.call('SET', K[i], was)
      if ends ~= '' then redis.call('PEXPIREAT', K[i], ends) end
    end
    n = n + 1
  end
  redis.call('HDEL', K[#K], K[i])
end
set('restored', n)
return n
)"};

redis::Script const k_extend_pause{"extend-pause", R"(
local n = 0
for i = 1, #K do
  if redis.call('GET', K[i]) == A[1] then n = n + redis.call('PEXPIREAT', K[i], A[2]) end
end
return n
)"};

redis::Script const k_quiet{"quiet", R"(
local n = 0
redis.call('DEL', K[#K])
for i = 1, #K - 1, 2 do
  if redis.call('EXISTS', K[i]) == 1 then
    redis.call('LPUSH', K[i + 1], 'TSTP')
    redis.call('EXPIRE', K[i + 1], 60)
    n = n + 1
  end
end
set('asked', n)
return n
)"};

redis::Script const k_note_command{"note-command", R"(
redis.call('UNLINK', K[1])
if A[1] ~= '' then redis.call('HSET', K[2], A[1], A[2]) end
set('asked', '1')
return 1
)"};

redis::Script const k_drop_command{"drop-command", R"(
redis.call('UNLINK', K[1])
if redis.call('HGET', K[2], A[1]) == A[2] then redis.call('HDEL', K[2], A[1]) end
if A[3] ~= '' then set('undone', A[3]) end
return 1
)"};

std::vector<std::string> pause_keys(Layout const &layout, std::string const &queue)
{
    if (!queue.empty()) return {layout.key("pause:queue:" + queue)};
    return {layout.key("pause-all-workers"), layout.key("pause:all")};
}

std::string pauses(Layout const &layout)
{
    return layout.key("omactl:pauses");
}

namespace {

constexpr std::string_view k_command_place = "by command: ";

}  // namespace

std::string command_place(std::string const &queue)
{
    return std::string(k_command_place) + queue;
}

bool is_command_place(std::string_view place)
{
    return place.starts_with(k_command_place);
}

void note_command(redis::Fenced &guard, Layout const &layout, std::string const &place, std::string const &id)
{
    guard.run(k_note_command, {layout.mask("pause"), pauses(layout)}, {place, id}, {"asked", false});
}

void drop_command(redis::Fenced &guard, Layout const &layout, std::string const &place, std::string const &id,
                  std::string const &phase, bool undone)
{
    guard.run(k_drop_command, {layout.mask("pause"), pauses(layout)}, {place, id, undone ? "1" : ""}, {phase, true});
}

void pause(redis::Fenced &guard, Layout const &layout, std::string const &id, std::vector<std::string> const &keys,
           Millis span)
{
    auto all = keys;
    all.push_back(pauses(layout));
    try {
        guard.run(k_pause, all, {k_value, std::to_string(span.count()), id}, {"pause", true});
    } catch (redis::Refused const &refused) {
        if (guard.refusal() != "TYPE") throw;
        auto const what = refused.message().find("OMACTLTYPE ");
        throw Error{Fault::failed, "no pause key: " + refused.message().substr(what + 11), "redis-cli TYPE KEY"};
    }
}

std::vector<PauseWas> paused_before(Record const &record, std::vector<std::string> const &keys)
{
    std::vector<PauseWas> were;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        auto const nth = std::to_string(i + 1);
        PauseWas was{keys[i], std::nullopt, std::nullopt};
        if (record.field("had:" + nth) == "1") was.value = record.field("was:" + nth);
        if (auto const until = record.field("until:" + nth); !until.empty())
            was.until = Instant{Millis{std::atoll(until.c_str())}};
        were.push_back(std::move(was));
    }
    return were;
}

std::int64_t unpause(redis::Fenced &guard, Layout const &layout, std::vector<PauseWas> const &were, Instant now)
{
    Words keys, args{k_value};
    for (auto const &was : were) {
        bool const over = was.until && *was.until <= now;
        keys.push_back(was.key);
        args.insert(args.end(), {was.value && !over ? "1" : "0", was.value.value_or(""),
                                 was.until ? number(*was.until) : std::string{}});
    }
    keys.push_back(pauses(layout));
    return std::stoll(guard.run(k_unpause, keys, args, {"resume", true}));
}

std::int64_t extend_pause(redis::Fenced &guard, std::vector<std::string> const &keys, Instant until)
{
    return std::stoll(guard.run(k_extend_pause, keys, {k_value, number(until)}, {"pause", true}));
}

std::int64_t quiet(redis::Fenced &guard, Layout const &layout, std::vector<std::string> const &processes)
{
    Words keys;
    for (auto const &id : processes) {
        keys.push_back(layout.key(id));
        keys.push_back(layout.key(id + "-signals"));
    }
    keys.push_back(layout.mask("pause"));
    return std::stoll(guard.run(k_quiet, keys, {}, {"quiet", true}));
}

}  // namespace omactl::queue
