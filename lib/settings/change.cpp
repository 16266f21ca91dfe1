#include "lib/settings/change.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace omactl::settings {

// All changes come packed in one argument, as Lua's stack would not hold them apart. First everything is compared,
// then everything is written: a refusal has written nothing. Each pair of scripts differs in where a value stands.
#define OMACTL_LUA_UNPACK                                                                                              \
    "local changes, at = {}, 1\n"                                                                                      \
    "while at <= #A[1] do\n"                                                                                           \
    "  local c = {}\n"                                                                                                 \
    "  c.had, c.old, c.want, c.new, c.name, c.ends, at = struct.unpack('>BI4c0BI4c0I4c0I4c0', A[1], at)\n"             \
    "  changes[#changes + 1] = c\n"                                                                                    \
    "end\n"                                                                                                            \
    "local function moved(c, now)\n"                                                                                   \
    "  if now == false then return c.had == 1 end\n"                                                                   \
    "  return c.had == 0 or now ~= c.old\n"                                                                            \
    "end\n"

redis::Script const k_set_fields{"set fields", OMACTL_LUA_UNPACK R"(
local kind = redis.call('TYPE', K[1]).ok
if kind ~= 'none' and kind ~= 'hash' then return refuse('TYPE', '1 ' .. kind) end
for i, c in ipairs(changes) do
  if moved(c, redis.call('HGET', K[1], c.name)) then return refuse('MOVED', i) end
end
for _, c in ipairs(changes) do
  if c.want == 0 then redis.call('HDEL', K[1], c.name) end
end
for _, c in ipairs(changes) do
  if c.want == 1 then redis.call('HSET', K[1], c.name, c.new) end
end
return #changes
)"};

redis::Script const k_set_keys{"set keys", OMACTL_LUA_UNPACK R"(
for i, c in ipairs(changes) do
  local kind = redis.call('TYPE', K[i]).ok
  if kind ~= 'none' and kind ~= 'string' then return refuse('TYPE', i .. ' ' .. kind) end
  if moved(c, redis.call('GET', K[i])) then return refuse('MOVED', i) end
end
for i, c in ipairs(changes) do
  if c.want == 0 then redis.call('DEL', K[i]) end
end
for i, c in ipairs(changes) do
  if c.want == 1 then
    local left = redis.call('PTTL', K[i])
    redis.call('SET', K[i], c.new)
    if left >= 0 then redis.call('PEXPIRE', K[i], left)
    elseif c.had == 0 and c.ends ~= '' then redis.call('PEXPIREAT', K[i], c.ends) end
  end
end
return #changes
)"};

redis::Script const k_note{"note", "set(A[1], A[2])\nreturn 1\n"};

namespace {

void append_packed(std::string &out, std::string_view bytes)
{
    auto const size = static_cast<std::uint32_t>(bytes.size());
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift);
    out += bytes;
}

void append_packed(std::string &out, std::optional<Value> const &value)
{
    out += value ? '\1' : '\0';
    append_packed(out, value ? std::string_view{value->bytes} : std::string_view{});
}

std::string millis_of(Instant at)
{
    return std::to_string(at.time_since_epoch().count());
}

std::string ends_of(Change const &change)
{
    return change.to && change.to->expires ? millis_of(*change.to->expires) : std::string{};
}

std::string packed(std::vector<Change> const &changes)
{
    std::string out;
    for (auto const &change : changes) {
        append_packed(out, change.from);
        append_packed(out, change.to);
        append_packed(out, change.name);
        append_packed(out, ends_of(change));
    }
    return out;
}

std::vector<std::string> keys_of(Store const &store, std::vector<Change> const &changes)
{
    if (store.kind == Store::Kind::hash) return {store.name};
    std::vector<std::string> keys;
    for (auto const &change : changes) keys.push_back(store.key_of(change.name));
    return keys;
}

// "redis …: OMACTLMOVED 3": which change, and what else the script said.
struct Refusal {
    std::size_t number = 0;  // counted from 1
    std::string rest;
};
Refusal refusal_of(redis::Fenced const &guard, redis::Refused const &refused)
{
    auto const word = "OMACTL" + guard.refusal() + " ";
    auto const text = std::string_view{refused.message()};
    auto const at = text.find(word);
    Refusal refusal;
    if (at == text.npos) return refusal;
    auto const said = text.substr(at + word.size());
    auto const [end, error] = std::from_chars(said.data(), said.data() + said.size(), refusal.number);
    if (error == std::errc{}) refusal.rest = trim({end, static_cast<std::size_t>(said.data() + said.size() - end)});
    return refusal;
}

// Inside a handler of `refused`.
[[noreturn]] void explain(redis::Fenced const &guard, redis::Refused const &refused, Store const &store,
                          std::vector<Change> const &changes)
{
    bool const moved = guard.refusal() == "MOVED";
    if (!moved && guard.refusal() != "TYPE") throw;
    auto const refusal = refusal_of(guard, refused);
    if (refusal.number < 1 || refusal.number > changes.size()) throw;
    auto const &name = changes[refusal.number - 1].name;
    if (moved)
        throw Error{Fault::conflict, fmt::format("'{}' has another value by now; nothing was written", printable(name)),
                    "plan again: the same command shows what stands there"};
    throw Error{Fault::failed,
                fmt::format("'{}' is a {}, not a {} of settings; nothing was written", printable(store.key_of(name)),
                            printable(refusal.rest), store.kind == Store::Kind::hash ? "hash" : "string"),
                {}};
}

void check(Store const &store, std::vector<Change> const &changes)
{
    if (store.kind == Store::Kind::sql)
        throw Error{Fault::usage,
                    fmt::format("settings in an SQL table ({}) are not in Redis", printable(store.describe())),
                    {}};
    if (changes.size() > k_most_changes)
        throw Error{
            Fault::failed,
            fmt::format("{} settings at once; one atomic step changes at most {}", changes.size(), k_most_changes),
            "change them in parts"};
}

void append_commands(std::vector<redis::Command> &all, Store const &store, Change const &change)
{
    auto const key = store.key_of(change.name);
    bool const hash = store.kind == Store::Kind::hash;
    if (!change.to)
        all.push_back(hash ? redis::Command{"HDEL", key, change.name} : redis::Command{"DEL", key});
    else if (hash)
        all.push_back({"HSET", key, change.name, change.to->bytes});
    else
        all.push_back({"SET", key, change.to->bytes});
    if (hash || !change.to) return;
    if (change.from && change.from->expires)
        all.push_back({"PEXPIRE", key, "what was left"});
    else if (!change.from && change.to->expires)
        all.push_back({"PEXPIREAT", key, ends_of(change)});
}

}  // namespace

void change(redis::Fenced &guard, Store const &store, std::vector<Change> const &changes, redis::Mark const &mark)
{
    check(store, changes);
    auto const &script = store.kind == Store::Kind::hash ? k_set_fields : k_set_keys;
    try {
        guard.run(script, keys_of(store, changes), {packed(changes)}, mark);
    } catch (redis::Refused const &refused) {
        explain(guard, refused, store, changes);
    }
}

void note(redis::Fenced &guard, std::string const &field, std::string const &value, redis::Mark const &mark)
{
    guard.run(k_note, {}, {field, value}, mark);
}

std::vector<Change> inverse(std::vector<Change> const &changes)
{
    std::vector<Change> back;
    back.reserve(changes.size());
    for (auto const &change : changes) back.push_back({change.name, change.to, change.from});
    return back;
}

std::vector<redis::Command> commands(Store const &store, std::vector<Change> const &changes)
{
    std::vector<redis::Command> all;
    for (bool const sets : {false, true})
        for (auto const &change : changes)
            if (change.to.has_value() == sets) append_commands(all, store, change);
    return all;
}

std::vector<Change> not_standing(std::vector<Change> const &changes, std::vector<Setting> const &live)
{
    std::vector<Change> others;
    for (auto const &change : changes) {
        auto const *setting = find(live, change.name);
        bool const stands = change.to ? setting && setting->is_plain() && setting->value == change.to->bytes : !setting;
        if (!stands) others.push_back(change);
    }
    return others;
}

}  // namespace omactl::settings
