#include "drill/redis_marks.hpp"

#include "lib/core/quantity.hpp"
#include "lib/keyspace/info.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::drill {

namespace {

constexpr std::size_t k_bytes = 1'000;

std::string name_of(std::int64_t number)
{
    return fmt::format("cache:{}", number);
}

}  // namespace

std::string RedisMarks::run_id()
{
    return keyspace::Info::ask(m_redis, "server").text("run_id");
}

void RedisMarks::set_settings(std::int64_t count)
{
    for (std::int64_t i = 1; i <= count; ++i) {
        auto const name = fmt::format("limit_{}", i), value = with_commas(1'000 * i);
        m_redis.call({"HSET", k_settings, name, value});
        m_settings[name] = value;
    }
}

void RedisMarks::bloat(std::int64_t keys, std::int64_t kept)
{
    for (std::int64_t i = 0; i < keys; ++i) m_redis.call({"SET", name_of(i), std::string(k_bytes, 'x')});
    for (std::int64_t i = kept; i < keys; ++i) m_redis.call({"UNLINK", name_of(i)});
    m_kept = kept;
    m_bloated = run_id();
}

std::vector<Check> RedisMarks::checks()
{
    std::vector<Check> checks;
    if (!m_settings.empty()) {
        auto const there = std::ranges::count_if(m_settings, [this](auto const &setting) {
            auto const value = m_redis.call({"HGET", k_settings, setting.first});
            return !value.is_nil() && value.text() == setting.second;
        });
        checks.push_back(
            {fmt::format("{} of {} are as they were", with_commas(there), counted(std::ssize(m_settings), "setting")),
             there == std::ssize(m_settings)});
    }
    if (m_bloated.empty()) return checks;
    bool const restarted = run_id() != m_bloated;
    checks.push_back({restarted ? "it is another process than before" : "it is still the bloated process", restarted});
    std::int64_t there = 0;
    for (std::int64_t i = 0; i < m_kept; ++i) there += m_redis.call({"EXISTS", name_of(i)}).integer();
    checks.push_back(
        {fmt::format("{} of {} are there", with_commas(there), counted(m_kept, "other key")), there == m_kept});
    return checks;
}

}  // namespace omactl::drill
