#include "lib/queue/sorted.hpp"

#include <algorithm>

namespace omactl::queue {

namespace {

constexpr std::int64_t k_first = 64, k_most = 1'000;
constexpr std::int64_t k_bytes = 128 * 1024;  // wanted of one answer

}  // namespace

std::int64_t read_sorted(redis::Connection &redis, std::string const &key, std::int64_t count,
                         std::function<bool(std::string_view score, std::string_view member)> const &each)
{
    std::string last = "-inf";
    std::int64_t equals = 0;  // members seen that have the last score
    std::int64_t given = 0, bytes = 0, chunk = k_first;
    while (given < count) {
        auto const wanted = std::min(chunk, count - given);
        auto const reply = redis.call({"ZRANGEBYSCORE", key, last, "+inf", "WITHSCORES", "LIMIT",
                                       std::to_string(equals), std::to_string(wanted)});
        auto const size = reply.size() / 2;
        for (std::size_t i = 0; i < size; ++i) {
            auto const member = reply[2 * i].text(), score = reply[2 * i + 1].text();
            equals = score == last ? equals + 1 : 1;
            last = score;
            bytes += static_cast<std::int64_t>(member.size()) + 16;
            ++given;
            if (!each(score, member)) return given;
        }
        if (static_cast<std::int64_t>(size) < wanted) break;
        chunk = std::clamp(k_bytes / std::max<std::int64_t>(bytes / given, 1), std::int64_t{1}, k_most);
    }
    return given;
}

}  // namespace omactl::queue
