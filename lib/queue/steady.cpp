#include "lib/queue/steady.hpp"

#include "lib/core/fingerprint.hpp"
#include "lib/queue/list.hpp"

#include <algorithm>
#include <vector>

namespace omactl::queue {

namespace {

constexpr std::int64_t k_first = 64, k_most = 1'000;
constexpr std::int64_t k_bytes = 128 * 1024;  // wanted of one LRANGE
constexpr std::size_t k_seam = 16;            // elements that are read again

class Follower {
public:
    Follower(redis::Connection &redis, std::string const &key, bool oldest_left, std::int64_t count)
        : m_redis(redis), m_key(key), m_left(oldest_left), m_count(count), m_end(count)
    {
    }

    std::int64_t run(std::function<bool(std::string_view)> const &each)
    {
        while (m_at < m_end && m_given < m_count) {
            auto const back = std::min<std::int64_t>(std::ssize(m_seam), m_at);
            auto const wanted = std::min(m_chunk, m_end - m_at);
            auto const reply = ask(m_at - back, back + wanted);
            if (!fits(reply, back)) {
                relocate();
                continue;
            }
            auto const size = static_cast<std::int64_t>(reply.size());
            for (auto i = back; i < size && m_given < m_count; ++i)
                if (!give(text(reply, i), each)) return m_given;
            if (size < back + wanted) break;
        }
        return m_given;
    }

private:
    redis::Reply ask(std::int64_t from, std::int64_t count) { return m_redis.call(range(m_key, m_left, from, count)); }

    // The i-th from the oldest on.
    std::string_view text(redis::Reply const &reply, std::int64_t i) const
    {
        auto const size = static_cast<std::int64_t>(reply.size());
        return reply[static_cast<std::size_t>(m_left ? i : size - 1 - i)].text();
    }

    bool give(std::string_view element, std::function<bool(std::string_view)> const &each)
    {
        if (m_seam.size() == k_seam) m_seam.erase(m_seam.begin());
        m_seam.push_back(m_printer.of(element));
        m_bytes += static_cast<std::int64_t>(element.size()) + 16;
        ++m_at;
        ++m_given;
        m_chunk = std::clamp(k_bytes / std::max<std::int64_t>(m_bytes / m_given, 1), std::int64_t{1}, k_most);
        return each(element);
    }

    bool fits(redis::Reply const &reply, std::int64_t back) const
    {
        if (static_cast<std::int64_t>(reply.size()) < back) return false;
        for (std::int64_t i = 0; i < back; ++i)
            if (m_printer.of(text(reply, i)) != m_seam[m_seam.size() - static_cast<std::size_t>(back - i)])
                return false;
        return true;
    }

    // Looks for the seam before where it was: workers take from that end. Where somebody has removed a
    // part of it, the last of its elements that still waits counts.
    void relocate()
    {
        auto const seam = std::ssize(m_seam);
        std::vector<std::int64_t> places(m_seam.size(), -1);
        std::int64_t found = -1;
        for (auto end = m_at; found < 0 && end > 0; end -= m_chunk) {
            auto const from = std::max<std::int64_t>(end - m_chunk - seam, 0);
            auto const prints = prints_of(ask(from, end - from));
            auto const at = std::find_end(prints.begin(), prints.end(), m_seam.begin(), m_seam.end());
            if (at != prints.end()) found = from + (at - prints.begin()) + seam;
            for (auto i = std::ssize(prints) - 1; i >= 0; --i)
                note(places, prints[static_cast<std::size_t>(i)], from + i);
        }
        if (found < 0) found = *std::max_element(places.begin(), places.end()) + 1;
        m_end -= m_at - found;
        m_at = found;
        m_seam.clear();
    }

    std::vector<Fingerprint> prints_of(redis::Reply const &reply) const
    {
        std::vector<Fingerprint> prints;
        for (std::int64_t i = 0; i < static_cast<std::int64_t>(reply.size()); ++i)
            prints.push_back(m_printer.of(text(reply, i)));
        return prints;
    }

    void note(std::vector<std::int64_t> &places, Fingerprint print, std::int64_t place) const
    {
        for (std::size_t i = 0; i < m_seam.size(); ++i)
            if (places[i] < 0 && m_seam[i] == print) places[i] = place;
    }

    redis::Connection &m_redis;
    std::string const &m_key;
    bool m_left;
    std::int64_t m_count, m_end;
    std::int64_t m_at = 0, m_given = 0, m_bytes = 0, m_chunk = k_first;
    Fingerprinter m_printer;
    std::vector<Fingerprint> m_seam;
};

}  // namespace

std::int64_t read_list_steadily(redis::Connection &redis, std::string const &key, bool oldest_left, std::int64_t count,
                                std::function<bool(std::string_view)> const &each)
{
    return Follower{redis, key, oldest_left, count}.run(each);
}

}  // namespace omactl::queue
