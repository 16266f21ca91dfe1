#include "lib/redis/fenced.hpp"

#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/core/ulid.hpp"
#include "lib/openssl/module.hpp"

#include <fmt/format.h>

#include <unordered_map>
#include <utility>

namespace omactl::redis {

namespace {

constexpr Millis k_lease{60'000};
constexpr int k_questions = 5;  // how often a lost answer is asked after
constexpr Millis k_between{1'000};
constexpr int k_tries = 5;  // how often a step is sent that the record says was not done

// The frame of every step. KEYS: record, open, lease, undone record (or ours), then the body's. ARGV: token, number of
// this write, lease value, lease ms, id, plan, phase, finished, then the body's. A body that answers 'more' is one of
// several pieces: phase and end are marked by the last.
constexpr std::string_view k_before = R"(
local rec, open, lease, undone = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local K, A = {unpack(KEYS, 5)}, {unpack(ARGV, 9)}
local sets = {}
local function set(f, v) sets[#sets + 1] = f; sets[#sets + 1] = tostring(v) end
local function refuse(word, why) return {err = 'OMACTL' .. word .. ' ' .. why} end
local have = redis.call('HMGET', rec, 'fence', 'seq')
local seq = tonumber(ARGV[2])
if seq == 0 then
  if have[1] then return refuse('FENCED', 'the record exists') end
elseif have[1] ~= ARGV[1] then return refuse('FENCED', 'another owner')
elseif tonumber(have[2]) ~= seq then return refuse('FENCED', 'at write ' .. tostring(have[2])) end
local held = redis.call('GET', lease)
if not held then return refuse('FENCED', 'the lease ran out') end
if string.sub(held, 1, #ARGV[1]) ~= ARGV[1] then return refuse('FENCED', 'lease of another') end
local function body()
)";
constexpr std::string_view k_after = R"(
end
local answer = body()
if type(answer) == 'table' and answer.err then return answer end
if seq == 0 then
  redis.call('HSET', rec, 'id', ARGV[5], 'plan', ARGV[6])
  redis.call('SADD', open, ARGV[5])
  if undone ~= rec then redis.call('HSET', undone, 'undo', ARGV[5]) end
end
redis.call('HSET', rec, 'fence', ARGV[1], 'seq', seq + 1, 'last', tostring(answer))
if ARGV[7] ~= '' and answer ~= 'more' then redis.call('HSET', rec, 'phase', ARGV[7]) end
for i = 1, #sets, 2 do redis.call('HSET', rec, sets[i], sets[i + 1]) end
if ARGV[8] == '1' and answer ~= 'more' then
  redis.call('SREM', open, ARGV[5])
  redis.call('HSET', rec, 'over', '1')
  if undone ~= rec then redis.call('HSET', undone, 'undone', '1') end
end
redis.call('SET', lease, ARGV[3], 'PX', ARGV[4])
return tostring(answer)
)";

// A full Redis refuses SET, unless its script has deleted something before (facts: "Full").
constexpr std::string_view k_take = R"(
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1)";
// A lease is only renewed or dropped by the one whose token it bears.
constexpr std::string_view k_renew = R"(
local held = redis.call('GET', KEYS[1])
if held and string.sub(held, 1, #ARGV[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0)";
constexpr std::string_view k_drop = R"(
local held = redis.call('GET', KEYS[1])
if held and string.sub(held, 1, #ARGV[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0)";
constexpr std::string_view k_adopt = R"(
local held = redis.call('GET', KEYS[2])
if not held or string.sub(held, 1, #ARGV[1]) ~= ARGV[1] then return {err = 'OMACTLFENCED lease of another'} end
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('HSET', KEYS[1], 'fence', ARGV[1])
return tonumber(redis.call('HGET', KEYS[1], 'seq') or '0'))";

std::string number(std::int64_t n)
{
    return std::to_string(n);
}

std::string text_of(Script const &script)
{
    return fmt::format("{}{}{}", k_before, script.body, k_after);
}

/// The name that EVALSHA knows a script by: SHA-1 of its text, in hex.
std::string const &sha_of(Script const &script)
{
    static std::unordered_map<std::string_view, std::string> shas;
    auto &sha = shas[script.name];
    if (sha.empty()) sha = hex(openssl::module().sha1(text_of(script)));
    return sha;
}

// For what may be done twice: when its answer is lost, nothing that counts is in doubt.
Reply call_twice(Connection &connection, Command const &command)
{
    try {
        return connection.call(command);
    } catch (Lost const &) {
    }
    try {
        return connection.call(command);
    } catch (Lost const &lost) {
        throw Lost{Fault::unreachable, lost.message(), lost.hint()};
    }
}

}  // namespace

GuardKeys guard_keys(std::string_view prefix, std::string_view target_key, std::string_view id)
{
    return {fmt::format("{}omactl:op:{}", prefix, id), fmt::format("{}omactl:open", prefix),
            fmt::format("{}omactl:{{{}}}:lease", prefix, target_key)};
}

Fenced::Fenced(Connection &connection, GuardKeys keys, Owner owner, Clock &clock)
    : m_connection(connection), m_keys(std::move(keys)), m_owner(std::move(owner)), m_clock(clock),
      m_token(ulid(clock.now()))
{
}

std::string Fenced::lease_value() const
{
    return fmt::format("{}|{}|{}|{}", m_token, m_owner.id, m_owner.who, m_owner.reason);
}

bool Fenced::try_lease()
{
    try {
        m_leased =
            m_connection.call({"EVAL", k_take, "1", m_keys.lease, lease_value(), number(k_lease.count())}).integer() ==
            1;
    } catch (Lost const &) {
        // Safe to ask after: our own token answers for us.
        auto const held = m_connection.call({"GET", m_keys.lease});
        m_leased = !held.is_nil() && held.text().starts_with(m_token);
    }
    return m_leased;
}

void Fenced::take(Millis wait)
{
    auto const end = m_clock.ticks() + wait;
    while (!try_lease()) {
        if (m_clock.ticks() >= end) throw_held(read_holder(m_connection, m_keys.lease), m_owner.id);
        throw_if_interrupted();
        m_clock.sleep(Millis{200});
    }
}

void Fenced::adopt(Millis wait)
{
    take(wait);
    Command const adopt_it{"EVAL", k_adopt, "2", m_keys.record, m_keys.lease, m_token, number(k_lease.count())};
    auto const seq = call_twice(m_connection, adopt_it).integer();
    m_seq = std::max<std::int64_t>(seq, 0);
}

void Fenced::release() noexcept
{
    if (!m_leased) return;
    m_leased = false;
    try {
        m_connection.call({"EVAL", k_drop, "1", m_keys.lease, m_token});
    } catch (std::exception const &) {
        // It frees itself when it runs out.
    }
}

void Fenced::beat()
{
    Command const renew{"EVAL", k_renew, "1", m_keys.lease, m_token, number(k_lease.count())};
    if (call_twice(m_connection, renew).integer() == 0)
        throw Error{Fault::conflict, "the lock ran out or was taken over", {}};
}

std::optional<Record> Fenced::record()
{
    return read_record(m_connection, m_keys.record);
}

void Fenced::load(Script const &script)
{
    m_connection.call({"SCRIPT", "LOAD", text_of(script)});
    m_loaded.insert(script.name);
}

void Fenced::start(Script const &script, std::vector<std::string> const &keys,
                   std::vector<std::string_view> const &args, Mark const &mark)
{
    auto const keys_given = number(static_cast<std::int64_t>(keys.size()) + 4);
    auto const seq = number(m_seq), lease = lease_value(), lease_time = number(k_lease.count());
    std::vector<std::string_view> words{"EVALSHA",
                                        sha_of(script),
                                        keys_given,
                                        m_keys.record,
                                        m_keys.open,
                                        m_keys.lease,
                                        m_owner.undoes_record.empty() ? m_keys.record : m_owner.undoes_record};
    words.insert(words.end(), keys.begin(), keys.end());
    std::string_view const plan = m_seq == 0 ? m_owner.plan : std::string_view{};
    words.insert(words.end(),
                 {m_token, seq, lease, lease_time, m_owner.id, plan, mark.phase, mark.finished ? "1" : "0"});
    words.insert(words.end(), args.begin(), args.end());
    m_pending.command = Command{std::span<std::string_view const>{words}};
    m_pending.script = &script;
    m_pending.sent = false;
    m_pending.lost.reset();
    try {
        send_pending();
    } catch (Lost const &lost) {
        m_pending.lost = lost;  // `finish` finds out what became of it
    }
}

void Fenced::send_pending()
{
    if (!m_loaded.contains(m_pending.script->name)) load(*m_pending.script);
    m_pending.sent = true;
    m_connection.send(m_pending.command);
}

std::string Fenced::answer_of_pending()
{
    if (auto const lost = std::exchange(m_pending.lost, std::nullopt)) throw Lost{*lost};
    if (!m_pending.sent) send_pending();
    try {
        return std::string(m_connection.receive().text());
    } catch (Refused const &refused) {
        if (refused.code() != "NOSCRIPT") throw;
    }
    // The server forgot its scripts in a restart or failover.
    load(*m_pending.script);
    send_pending();
    return std::string(m_connection.receive().text());
}

void Fenced::throw_fenced(Refused const &refused)
{
    auto const why = refused.message().substr(refused.message().find("OMACTLFENCED") + 13);
    throw Error{Fault::conflict, fmt::format("another omactl has taken over operation {} ({})", m_owner.id, why),
                fmt::format("omactl journal show {0}; omactl resume {0}", m_owner.id)};
}

std::string Fenced::finish()
{
    std::string answer;
    bool again = true;
    for (int sent = 1; again; ++sent) {
        again = false;
        try {
            answer = answer_of_pending();
        } catch (Refused const &refused) {
            m_refusal = refused.code().starts_with("OMACTL") ? refused.code().substr(6) : refused.code();
            if (m_refusal == "FENCED") throw_fenced(refused);
            throw;
        } catch (Lost const &lost) {
            answer = settle(lost, again);
            m_pending.sent = false;
            if (again && sent == k_tries)
                throw Lost{Fault::unreachable, lost.message() + "; the record says that it was not done", lost.hint()};
        }
    }
    ++m_seq;
    ++m_writes;
    return answer;
}

std::string Fenced::run(Script const &script, std::vector<std::string> const &keys,
                        std::vector<std::string> const &args, Mark const &mark)
{
    start(script, keys, {args.begin(), args.end()}, mark);
    return finish();
}

// The answer to write number m_seq is lost. The record knows whether it took effect.
std::string Fenced::settle(Lost const &lost, bool &again)
{
    for (int question = 0; question < k_questions; ++question) {
        try {
            m_connection.disconnect();
            auto const have = m_connection.call({"HMGET", m_keys.record, "fence", "seq", "last"});
            bool const ours = !have[0].is_nil() && have[0].text() == m_token;
            if (ours && have[1].integer() == m_seq + 1) return std::string(have[2].text());
            again = true;  // it did not happen, or somebody fenced us off: the step itself will say
            return {};
        } catch (Error const &) {
            m_clock.sleep(k_between);
        }
    }
    bool const sent = lost.fault() == Fault::unknown;
    if (sent) ++m_writes;
    throw Lost{sent ? Fault::unknown : Fault::unreachable, lost.message(), lost.hint()};
}

std::optional<Record> read_record(Connection &connection, std::string const &key)
{
    auto const all = connection.call({"HGETALL", key});
    if (all.size() == 0) return std::nullopt;
    Record record;
    for (std::size_t i = 0; i + 1 < all.size(); i += 2) {
        auto const field = all[i].text();
        auto value = std::string(all[i + 1].text());
        if (field == "plan")
            record.plan = std::move(value);
        else if (field == "phase")
            record.phase = std::move(value);
        else if (field == "seq")
            record.seq = all[i + 1].integer();
        else
            record.fields.emplace(field, std::move(value));
    }
    return record;
}

std::optional<Holder> read_holder(Connection &connection, std::string const &key)
{
    auto const value = connection.call({"GET", key});
    if (value.is_nil()) return std::nullopt;
    auto const parts = split(value.text(), '|');
    Holder holder;
    if (parts.size() >= 4) {
        holder.operation = parts[1];
        holder.who = parts[2];
        holder.reason = value.text().substr(static_cast<std::size_t>(parts[3].data() - value.text().data()));
    }
    holder.left = Millis{std::max<std::int64_t>(connection.call({"PTTL", key}).integer(), 0)};
    return holder;
}

}  // namespace omactl::redis
