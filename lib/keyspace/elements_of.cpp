#include "lib/keyspace/elements_of.hpp"

#include "lib/keyspace/scanner.hpp"

#include <algorithm>
#include <string>

namespace omactl::keyspace {

namespace {

constexpr std::uint64_t k_piece = 256 * 1024;
constexpr std::uint64_t k_most_elements = 500;

/// So many elements are about one piece.
std::uint64_t step_for(std::uint64_t memory, std::uint64_t length)
{
    auto const one = std::max<std::uint64_t>(memory / std::max<std::uint64_t>(length, 1), 1);
    return std::clamp<std::uint64_t>(k_piece / one, 1, k_most_elements);
}

struct Range {
    redis::Connection &redis;
    std::string_view key;
    std::uint64_t length;
    EachElement const &each;
};

Elements read_string(Range const &range)
{
    std::uint64_t got = 0;
    while (got < range.length) {
        auto const end = std::min(got + k_piece, range.length) - 1;
        auto const piece = range.redis.call({"GETRANGE", range.key, std::to_string(got), std::to_string(end)});
        if (piece.text().size() != end - got + 1) return {Reading::changed, got};
        range.each(piece.text(), {});
        got = end + 1;
    }
    return {Reading::whole, got};
}

/// What of a list can be compared cheaply before and after: its length and both ends.
std::string ends_of(Range const &range)
{
    auto const length = range.redis.call({"LLEN", range.key}).integer();
    auto text = std::to_string(length);
    for (auto const *index : {"0", "-1"}) {
        auto const element = range.redis.call({"LINDEX", range.key, index});
        text += ':';
        if (!element.is_nil()) text += element.text();
    }
    return text;
}

Elements read_list(Range const &range, std::uint64_t step)
{
    auto const before = ends_of(range);
    std::uint64_t got = 0;
    while (got < range.length) {
        auto const last = got + step - 1;
        auto const piece = range.redis.call({"LRANGE", range.key, std::to_string(got), std::to_string(last)});
        if (piece.size() == 0) return {Reading::changed, got};
        for (std::size_t i = 0; i < piece.size(); ++i) range.each(piece[i].text(), {});
        got += piece.size();
    }
    return {got == range.length && ends_of(range) == before ? Reading::whole : Reading::changed, got};
}

Elements scan_elements(Range const &range, std::string_view command, bool pairs, std::uint64_t step)
{
    Elements elements;
    std::string cursor = "0";
    do {
        auto const page = range.redis.call({command, range.key, cursor, "COUNT", std::to_string(step)});
        cursor = page[0].text();
        auto const items = page[1];
        for (std::size_t i = 0; i < items.size(); i += pairs ? 2 : 1) {
            range.each(items[i].text(), pairs ? items[i + 1].text() : std::string_view{});
            ++elements.count;
        }
    } while (cursor != "0");
    if (elements.count == 0) elements.reading = Reading::gone;
    return elements;
}

}  // namespace

bool has_elements(Type type)
{
    return type == Type::string || type == Type::list || type == Type::set || type == Type::zset || type == Type::hash;
}

Elements read_elements(redis::Connection &redis, std::string_view key, Type type, std::uint64_t memory,
                       EachElement const &each)
try {
    if (!has_elements(type)) return {Reading::unable};
    auto const length = static_cast<std::uint64_t>(redis.call({length_command(type), key}).integer());
    if (length == 0) return {Reading::gone};
    Range const range{redis, key, length, each};
    auto const step = step_for(memory, length);
    switch (type) {
    case Type::string: return read_string(range);
    case Type::list: return read_list(range, step);
    case Type::set: return scan_elements(range, "SSCAN", false, step);
    case Type::zset: return scan_elements(range, "ZSCAN", true, step);
    default: return scan_elements(range, "HSCAN", true, step);
    }
} catch (redis::Refused const &refused) {
    if (refused.code() != "WRONGTYPE") throw;
    return {Reading::gone};
}

}  // namespace omactl::keyspace
