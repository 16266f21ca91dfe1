#include "lib/keyspace/piece_builder.hpp"

#include "lib/core/text.hpp"
#include "lib/keyspace/elements.hpp"
#include "lib/keyspace/same_content.hpp"
#include "lib/keyspace/scanner.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_words = 512;  // elements in one command, so that it is over soon
constexpr char k_an_hour[] = "3600000";

std::string_view adding_command(Type type)
{
    switch (type) {
    case Type::string: return "APPEND";
    case Type::list: return "RPUSH";
    case Type::set: return "SADD";
    case Type::zset: return "ZADD";
    case Type::hash: return "HSET";
    default: throw Error{Fault::failed, fmt::format("the file has pieces of a {}", name_of(type))};
    }
}

/// Element by element as in the file, to words as the command has them.
void append_words(std::vector<std::string_view> &words, Type type, Taker &taker)
{
    auto const first = taker.bytes();
    if (type == Type::zset) words.push_back(taker.bytes());  // ZADD has the score first
    words.push_back(first);
    if (type == Type::hash) words.push_back(taker.bytes());
}

}  // namespace

PieceBuilder::PieceBuilder(redis::Connection &redis, Record const &begin)
    : m_redis(redis), m_key(begin.key), m_beside(beside(m_key)), m_type(begin.type)
{
    m_redis.call({"UNLINK", m_beside});
}

void PieceBuilder::add(std::string_view piece)
{
    auto const command = adding_command(m_type);
    std::vector<redis::Command> commands;
    if (m_type == Type::string) {
        commands.push_back({command, m_beside, piece});
        m_count += piece.size();
    }
    Taker taker{m_type == Type::string ? std::string_view{} : piece, m_key};
    while (!taker.empty()) {
        std::vector<std::string_view> words{command, m_beside};
        while (!taker.empty() && words.size() < k_words) {
            append_words(words, m_type, taker);
            ++m_count;
        }
        commands.push_back(redis::Command{std::span<std::string_view const>{words}});
    }
    // If we die, what was built goes by itself.
    commands.push_back({"PEXPIRE", m_beside, k_an_hour});
    m_redis.pipeline(commands);
}

PieceBuilder::Outcome PieceBuilder::finish(Record const &end, bool replace)
{
    auto const length = static_cast<std::uint64_t>(m_redis.call({length_command(m_type), m_beside}).integer());
    bool const ordered = m_type == Type::string || m_type == Type::list;
    if (m_count != end.count || length == 0 || (ordered && length != end.count)) {
        abandon();
        throw Error{Fault::failed, fmt::format("'{}' has other pieces than the file says", printable(m_key))};
    }
    if (end.expiry)
        m_redis.call({"PEXPIREAT", m_beside, std::to_string(*end.expiry)});
    else
        m_redis.call({"PERSIST", m_beside});
    if (replace) {
        m_redis.call({"RENAME", m_beside, m_key});
        return Outcome::restored;
    }
    if (m_redis.call({"RENAMENX", m_beside, m_key}).integer() == 1) return Outcome::restored;
    auto const same = same_keys(m_redis, m_key, m_beside);
    abandon();
    return same ? Outcome::same : Outcome::conflict;
}

void PieceBuilder::abandon()
{
    m_redis.call({"UNLINK", m_beside});
}

}  // namespace omactl::keyspace
