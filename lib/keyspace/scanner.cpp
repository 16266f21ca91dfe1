#include "lib/keyspace/scanner.hpp"

#include "lib/keyspace/key_reader.hpp"

#include <utility>

namespace omactl::keyspace {

namespace {

/// A guess on the high side for an element of a few words, where the server won't tell.
constexpr std::uint64_t k_element = 128;

redis::Command scan(std::string_view cursor, std::string_view match, std::int64_t count)
{
    if (match.empty()) return {"SCAN", cursor, "COUNT", std::to_string(count)};
    return {"SCAN", cursor, "MATCH", match, "COUNT", std::to_string(count)};
}

/// All elements of a small key are looked at, so that a single large one among them is not overlooked; of
/// others so many are enough.
redis::Command memory_usage(std::string_view key)
{
    return {"MEMORY", "USAGE", key, "SAMPLES", "200"};
}

}  // namespace

std::string_view length_command(Type type)
{
    switch (type) {
    case Type::string: return "STRLEN";
    case Type::list: return "LLEN";
    case Type::set: return "SCARD";
    case Type::zset: return "ZCARD";
    case Type::hash: return "HLEN";
    case Type::stream: return "XLEN";
    default: return "";
    }
}

Scanner::Scanner(redis::Connection &redis, std::string_view cursor, Wants wants, Pace &pace)
    : m_redis(redis), m_wants(std::move(wants)), m_pace(pace)
{
    m_redis.send(scan(cursor, m_wants.match, m_pace.batch()));
    take_names();
}

/// Takes the answer to SCAN, and sends what is wanted of its keys and the next SCAN.
void Scanner::take_names()
{
    auto const reply = m_redis.receive();
    m_page.cursor = std::string(reply[0].text());
    m_page.keys.clear();
    std::vector<redis::Command> questions;
    for (std::size_t i = 0; i < reply[1].size(); ++i) {
        m_page.keys.push_back({std::string(reply[1][i].text())});
        auto const &key = m_page.keys.back().key;
        if (m_wants.memory) questions.push_back(memory_usage(key));
        if (m_wants.type || m_wants.guess_memory) questions.push_back({"TYPE", key});
    }
    if (m_page.cursor != "0" && !m_wants.guess_memory)
        questions.push_back(scan(m_page.cursor, m_wants.match, m_pace.batch()));
    m_redis.send(questions);
    m_asked = true;
}

void Scanner::take_answers()
{
    for (auto &seen : m_page.keys) {
        std::string why;
        if (m_wants.memory) {
            auto const memory = answer(m_redis, why);
            if (memory && !memory->is_nil()) seen.memory = static_cast<std::uint64_t>(memory->integer());
        }
        if (m_wants.type || m_wants.guess_memory) {
            auto const type = answer(m_redis, why);
            if (type) seen.type = type_of(type->text());
        }
        seen.refused = !why.empty();  // the ACL keeps this key from us
    }
}

void Scanner::guess_memory()
{
    std::vector<redis::Command> questions;
    for (auto const &seen : m_page.keys)
        if (auto const command = length_command(seen.type); !command.empty()) questions.push_back({command, seen.key});
    m_redis.send(questions);
    for (auto &seen : m_page.keys) {
        if (length_command(seen.type).empty()) continue;
        try {
            auto const length = static_cast<std::uint64_t>(m_redis.receive().integer());
            seen.memory = seen.type == Type::string ? length : length * k_element;
        } catch (redis::Refused const &) {
            seen.memory = 0;  // it has become another type: seen again when its value is read
        }
    }
}

std::optional<Page> Scanner::next()
{
    if (!m_asked) return std::nullopt;
    take_answers();
    m_asked = false;
    bool const last = m_page.cursor == "0";
    if (m_wants.guess_memory) {
        guess_memory();
        if (!last) m_redis.send(scan(m_page.cursor, m_wants.match, m_pace.batch()));
    }
    auto page = std::move(m_page);
    m_page = {};
    if (!last) take_names();
    return page;
}

}  // namespace omactl::keyspace
