#include "drill/redis_ballast.hpp"

#include "lib/core/quantity.hpp"

#include <fmt/format.h>

#include <vector>

namespace omactl::drill {

namespace {

constexpr std::size_t k_bytes = 20'000;
constexpr std::int64_t k_at_once = 100;

std::string key_of(std::int64_t n)
{
    return fmt::format("cache:page:{}", n);
}

std::string value_of(std::int64_t n)
{
    auto const word = fmt::format("page {}; ", n);
    std::string value;
    while (value.size() < k_bytes) value += word;
    value.resize(k_bytes);
    return value;
}

}  // namespace

// In no pattern, and the same in every run.
bool Ballast::stays(std::int64_t n) const
{
    auto const mixed = (static_cast<std::uint64_t>(n) * 2'654'435'761U) % 65'536;
    return mixed * static_cast<std::uint64_t>(m_keys) < static_cast<std::uint64_t>(m_keep) * 65'536;
}

void Ballast::scatter(redis::Connection &redis, std::int64_t keys, std::int64_t keep)
{
    m_keys = keys;
    m_keep = keep;
    for (std::int64_t from = 0; from < keys; from += k_at_once) {
        std::vector<redis::Command> commands;
        for (auto n = from; n < std::min(keys, from + k_at_once); ++n)
            commands.push_back({"SET", key_of(n), value_of(n)});
        redis.pipeline(commands);
    }
    for (std::int64_t from = 0; from < keys; from += k_at_once) {
        std::vector<std::string> words{"DEL"};
        for (auto n = from; n < std::min(keys, from + k_at_once); ++n) {
            if (!stays(n)) words.push_back(key_of(n));
            m_kept += stays(n) ? 1 : 0;
        }
        if (words.size() > 1) redis.call(redis::Command{words});
    }
}

Check Ballast::check(redis::Connection &redis) const
{
    std::int64_t whole = 0;
    for (std::int64_t n = 0; n < m_keys; ++n) {
        if (!stays(n)) continue;
        auto const value = redis.call({"GET", key_of(n)});
        whole += !value.is_nil() && value.text() == value_of(n) ? 1 : 0;
    }
    return {fmt::format("{} of {} of the cache hold what they held", with_commas(whole), counted(m_kept, "key")),
            whole == m_kept};
}

}  // namespace omactl::drill
