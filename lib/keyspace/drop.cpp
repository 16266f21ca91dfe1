#include "lib/keyspace/drop.hpp"

#include "lib/core/error.hpp"
#include "lib/keyspace/digest.hpp"
#include "lib/keyspace/elements.hpp"
#include "lib/redis/connection.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::keyspace {

namespace {

// Of a key that nobody has written to, DUMP gives the same bytes again.
constexpr std::string_view k_drop_same = R"(
local answer = {}
for i, key in ipairs(KEYS) do
  local now = redis.call('DUMP', key)
  if not now then answer[i] = 0
  elseif now == ARGV[i] then redis.call('UNLINK', key) answer[i] = 1
  else answer[i] = 2 end
end
return answer)";

constexpr std::size_t k_batch = 200, k_batch_bytes = 256 * 1024;

/// Where a big key stands while it is looked at: an ACL that allows its prefix allows this as well.
std::string aside(std::string_view key)
{
    return std::string(key) + ":omactl:drop";
}

class Dropper {
public:
    explicit Dropper(Connect const &connect) : m_connect(connect) {}

    void take(Record const &record)
    {
        using enum Record::Kind;
        if (record.kind == functions) return;
        if (record.kind == whole || record.kind == begin) go_to(record.db);
        if (record.kind == whole) return add(record);
        if (record.kind == begin) m_big.emplace(record, m_hash);
        if (record.kind == piece) m_big->take(record.payload);
        if (record.kind == end) drop_big();
        if (record.kind == end || record.kind == abandoned) m_big.reset();
    }
    void flush()
    {
        if (m_keys.empty()) return;
        std::vector<std::string_view> words{"EVAL", k_drop_same};
        auto const count = std::to_string(m_keys.size());
        words.push_back(count);
        words.insert(words.end(), m_keys.begin(), m_keys.end());
        words.insert(words.end(), m_payloads.begin(), m_payloads.end());
        auto const reply = call_twice(redis::Command{std::span<std::string_view const>{words}});
        for (std::size_t i = 0; i < reply.size(); ++i) count_one(reply[i].integer());
        m_keys.clear();
        m_payloads.clear();
        m_bytes = 0;
    }
    DropResult const &result() const { return m_result; }

private:
    /// A key that the file holds in pieces.
    struct Big {
        std::string key;
        Type type;
        KeyDigest digest;
        Big(Record const &record, Fingerprinter const &hash)
            : key(record.key), type(record.type), digest(record.type, hash)
        {
        }
        void take(std::string_view piece)
        {
            if (type == Type::string) return digest.add(piece, {});
            Taker taker{piece, key};
            while (!taker.empty()) {
                auto const a = taker.bytes();
                bool const pair = type == Type::hash || type == Type::zset;
                digest.add(a, pair ? taker.bytes() : std::string_view{});
            }
        }
    };

    void go_to(int db)
    {
        if (m_redis && db == m_redis->address().db) return;
        flush();
        m_redis = m_connect(db);
    }
    void add(Record const &record)
    {
        m_keys.emplace_back(record.key);
        m_payloads.emplace_back(record.payload);
        m_bytes += record.payload.size();
        if (m_keys.size() >= k_batch || m_bytes >= k_batch_bytes) flush();
    }
    // Whatever its first try has taken away is gone for the second.
    redis::Reply call_twice(redis::Command const &command)
    {
        try {
            return m_redis->call(command);
        } catch (redis::Lost const &) {
            return m_redis->call(command);
        }
    }
    void count_one(std::int64_t answer)
    {
        ++(answer == 1 ? m_result.dropped : answer == 2 ? m_result.changed : m_result.gone);
    }
    void drop_big()
    {
        flush();
        try {
            count_one(drop_aside());
        } catch (redis::Lost const &) {
            count_one(drop_aside());  // whichever of its steps was lost, this goes on behind it
        }
    }
    /// As the script answers: 0 gone, 1 dropped, 2 changed.
    std::int64_t drop_aside()
    {
        auto const other = aside(m_big->key);
        if (m_redis->call({"EXISTS", other}).integer() == 0 && !rename(m_big->key, other)) return 0;
        if (holds_same(other)) {
            m_redis->call({"UNLINK", other});
            return 1;
        }
        rename(other, m_big->key);
        return 2;
    }
    /// False: it is not there, or another one stands in its way.
    bool rename(std::string const &from, std::string const &to)
    {
        return m_redis->call({"EXISTS", from}).integer() == 1 && m_redis->call({"RENAMENX", from, to}).integer() == 1;
    }
    bool holds_same(std::string const &key)
    {
        auto const type = type_of(m_redis->call({"TYPE", key}).text());
        if (type != m_big->type) return false;
        return digest_in_pieces(*m_redis, key, type, 0, m_hash) == m_big->digest.value();
    }

    Connect const &m_connect;
    Fingerprinter m_hash;
    std::unique_ptr<redis::Connection> m_redis;
    std::vector<std::string> m_keys, m_payloads;
    std::size_t m_bytes = 0;
    std::optional<Big> m_big;
    DropResult m_result;
};

}  // namespace

void undo_renames(Source &source, Connect const &connect)
{
    std::unique_ptr<redis::Connection> redis;
    Record record;
    while (source.next(record)) {
        if (record.kind != Record::Kind::begin) continue;
        if (!redis || redis->address().db != record.db) redis = connect(record.db);
        auto const other = aside(record.key);
        if (redis->call({"EXISTS", other}).integer() == 1) redis->call({"RENAMENX", other, record.key});
    }
}

DropResult drop(Source &source, Connect const &connect, std::function<void(DropResult const &)> const &progress)
{
    Dropper dropper{connect};
    Record record;
    std::int64_t told = 0;
    while (source.next(record)) {
        dropper.take(record);
        if (!progress || dropper.result().count() == told) continue;
        told = dropper.result().count();
        progress(dropper.result());
    }
    dropper.flush();
    return dropper.result();
}

}  // namespace omactl::keyspace
