#include "lib/queue/list.hpp"

#include <algorithm>
#include <deque>

namespace omactl::queue {

namespace {

constexpr std::int64_t k_first = 64;  // elements, until their size is known
constexpr std::int64_t k_most = 1'000;
constexpr std::int64_t k_bytes = 128 * 1024;  // wanted of one LRANGE
constexpr std::size_t k_depth = 3;

// Answers still on their way when reading ends early (a full disk, a refusal) must not be taken for
// the answers to the next calls.
class Drain {
public:
    explicit Drain(redis::Connection &redis) : m_redis(redis) {}
    ~Drain()
    {
        try {
            while (m_redis.connected() && m_redis.in_flight() > 0) m_redis.receive();
        } catch (std::exception const &) {
            m_redis.disconnect();
        }
    }
    Drain(Drain const &) = delete;
    Drain &operator=(Drain const &) = delete;

private:
    redis::Connection &m_redis;
};

}  // namespace

redis::Command range(std::string const &key, bool oldest_left, std::int64_t from, std::int64_t count)
{
    if (oldest_left) return {"LRANGE", key, std::to_string(from), std::to_string(from + count - 1)};
    return {"LRANGE", key, std::to_string(-from - count), std::to_string(-from - 1)};
}

std::int64_t read_list(redis::Connection &redis, std::string const &key, bool oldest_left, std::int64_t from,
                       std::int64_t count, std::function<bool(std::string_view)> const &each)
{
    std::int64_t asked = 0, given = 0, bytes = 0, chunk = k_first;
    bool going = true;
    Drain const drain{redis};
    std::deque<std::int64_t> sizes;
    while (going || !sizes.empty()) {
        while (going && asked < count && sizes.size() < k_depth) {
            auto const n = std::min(chunk, count - asked);
            redis.send(range(key, oldest_left, from + asked, n));
            sizes.push_back(n);
            asked += n;
        }
        if (sizes.empty()) break;
        auto const reply = redis.receive();
        auto const wanted = sizes.front();
        sizes.pop_front();
        auto const size = static_cast<std::int64_t>(reply.size());
        for (std::int64_t i = 0; going && i < size; ++i) {
            auto const text = reply[static_cast<std::size_t>(oldest_left ? i : size - 1 - i)].text();
            bytes += static_cast<std::int64_t>(text.size()) + 16;
            ++given;
            going = each(text);
        }
        if (size < wanted) going = false;
        if (given > 0) chunk = std::clamp(k_bytes / std::max<std::int64_t>(bytes / given, 1), std::int64_t{1}, k_most);
    }
    return given;
}

}  // namespace omactl::queue
