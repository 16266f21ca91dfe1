#include "lib/keyspace/digest.hpp"

#include "lib/core/error.hpp"
#include "lib/core/fingerprint_set.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/elements_of.hpp"
#include "lib/keyspace/scanner.hpp"
#include "lib/keyspace/stream_digest.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstring>

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_chunk = 256 * 1024;
constexpr int k_tries = 3;
constexpr std::size_t k_footer = 10;  // of a DUMP payload: version and checksum

template <class Value> std::string_view bytes_of(Value const &value)
{
    return {reinterpret_cast<char const *>(&value), sizeof value};
}

/// "3", "3.0" and "3e0" are one score; commands differ in how they write it.
double score_from(std::string_view text)
{
    double score = 0;
    std::from_chars(text.data(), text.data() + text.size(), score);
    return score == 0 ? 0 : score;  // -0 is 0
}

/// When SCAN gave some elements twice (the table was shrinking), only the first of each counts: takes 32 bytes
/// an element.
Fingerprint digest_once_each(redis::Connection &redis, std::string_view key, Type type, std::uint64_t memory,
                             Fingerprinter const &hash)
{
    KeyDigest digest{type, hash};
    FingerprintSet seen;
    read_elements(redis, key, type, memory, [&](std::string_view a, std::string_view b) {
        if (seen.insert(digest.of(a, b))) digest.add(a, b);
    });
    return digest.value();
}

}  // namespace

void DigestSum::add(Fingerprint const &print)
{
    m_sum.low += print.low;
    m_sum.high += print.high + (m_sum.low < print.low ? 1 : 0);
    ++m_count;
}

void DigestChain::add(Fingerprint const &print)
{
    std::array<std::uint64_t, 4> const both{m_chain.high, m_chain.low, print.high, print.low};
    m_chain = m_hash.of(bytes_of(both));
    ++m_count;
}

void KeyDigest::add_bytes(std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const part = bytes.substr(0, k_chunk - m_bytes.size());
        bytes.remove_prefix(part.size());
        if (m_bytes.empty() && part.size() == k_chunk) {
            m_chain.add(m_hash.of(part));
            continue;
        }
        m_bytes += part;
        if (m_bytes.size() < k_chunk) return;
        m_chain.add(m_hash.of(m_bytes));
        m_bytes.clear();
    }
}

Fingerprint KeyDigest::of(std::string_view a, std::string_view b) const
{
    if (m_type == Type::hash) return m_hash.of(a, b);
    if (m_type != Type::zset) return m_hash.of(a);
    auto const score = score_from(b);
    return m_hash.of(a, bytes_of(score));
}

void KeyDigest::add(std::string_view a, std::string_view b)
{
    if (m_type == Type::string || m_type == Type::module)
        add_bytes(a);
    else if (m_type == Type::list)
        m_chain.add(of(a, b));
    else
        m_sum.add(of(a, b));
}

Fingerprint KeyDigest::value()
{
    if (m_type == Type::string || m_type == Type::module) m_chain.add(m_hash.of(m_bytes));
    auto const chain = m_chain.value(), sum = m_sum.value();
    std::array<std::uint64_t, 6> const all{
        static_cast<std::uint64_t>(m_type), chain.high, chain.low, sum.high, sum.low, count()};
    return m_hash.of(bytes_of(all));
}

void ask_digest(std::string_view key, Type type, std::vector<redis::Command> &commands)
{
    switch (type) {
    case Type::string: commands.push_back({"GET", key}); break;
    case Type::list: commands.push_back({"LRANGE", key, "0", "-1"}); break;
    case Type::set: commands.push_back({"SMEMBERS", key}); break;
    case Type::zset: commands.push_back({"ZRANGE", key, "0", "-1", "WITHSCORES"}); break;
    case Type::hash: commands.push_back({"HGETALL", key}); break;
    case Type::stream: commands.push_back({"XINFO", "STREAM", key, "FULL", "COUNT", "0"}); break;
    default: commands.push_back({"DUMP", key});
    }
}

std::optional<Fingerprint> digest_of(Type type, redis::Reply::View const &answer, Fingerprinter const &hash)
{
    if (answer.is_nil() || (answer.is_array() && answer.size() == 0)) return std::nullopt;
    if (type == Type::stream) return digest_of_stream(answer, hash);
    KeyDigest digest{type, hash};
    if (type == Type::string) {
        digest.add(answer.text(), {});
    } else if (type == Type::module) {
        auto const payload = answer.text();
        digest.add(payload.substr(0, payload.size() - k_footer), {});
    } else {
        bool const pairs = type == Type::hash || type == Type::zset;
        for (std::size_t i = 0; i < answer.size(); i += pairs ? 2 : 1)
            digest.add(answer[i].text(), pairs ? answer[i + 1].text() : std::string_view{});
    }
    return digest.value();
}

std::optional<Fingerprint> digest_in_pieces(redis::Connection &redis, std::string_view key, Type type,
                                            std::uint64_t memory, Fingerprinter const &hash)
{
    if (type == Type::stream) return digest_stream_in_pieces(redis, key, hash);
    if (!has_elements(type)) {
        std::vector<redis::Command> command;
        ask_digest(key, type, command);
        return digest_of(type, redis.call(command.front()).view(), hash);
    }
    for (int tries = 0; tries < k_tries; ++tries) {
        KeyDigest digest{type, hash};
        auto const elements =
            read_elements(redis, key, type, memory, [&](std::string_view a, std::string_view b) { digest.add(a, b); });
        if (elements.reading == Reading::gone) return std::nullopt;
        if (elements.reading != Reading::whole) continue;
        auto const length = static_cast<std::uint64_t>(redis.call({length_command(type), key}).integer());
        if (length == elements.count) return digest.value();
        if (length < elements.count) return digest_once_each(redis, key, type, memory, hash);
    }
    throw Error{Fault::conflict, fmt::format("redis {}: '{}' was written to each time that it was read",
                                             redis.address().server(), printable(key))};
}

}  // namespace omactl::keyspace
