#include "lib/queue/window.hpp"

#include <deque>

namespace omactl::queue {

namespace {

constexpr std::size_t k_most = 256;
constexpr std::int64_t k_most_bytes = 1024 * 1024;

}  // namespace

void ask_window(redis::Connection &redis, std::size_t count, std::function<redis::Command(std::size_t)> const &question,
                std::function<std::int64_t(std::size_t)> const &weight,
                std::function<void(std::size_t, std::optional<redis::Reply>)> const &take)
{
    std::optional<redis::Refused> refused;
    std::deque<std::int64_t> under_way;
    std::int64_t bytes = 0;
    std::size_t sent = 0;
    for (std::size_t done = 0; done < sent || (done < count && !refused); ++done) {
        while (!refused && sent < count && (under_way.empty() || (under_way.size() < k_most && bytes < k_most_bytes))) {
            redis.send(question(sent));
            under_way.push_back(weight(sent++));
            bytes += under_way.back();
        }
        bytes -= under_way.front();
        under_way.pop_front();
        try {
            std::optional<redis::Reply> answer{redis.receive()};
            if (!refused) take(done, std::move(answer));
        } catch (redis::Refused const &e) {
            if (e.code() != "WRONGTYPE")
                refused = e;  // what is under way is read first
            else if (!refused)
                take(done, std::nullopt);
        }
    }
    if (refused) throw *refused;
}

std::vector<std::optional<redis::Reply>> ask(redis::Connection &redis, std::span<redis::Command const> questions)
{
    std::vector<std::optional<redis::Reply>> answers;
    ask_window(
        redis, questions.size(), [&](std::size_t i) { return questions[i]; }, [](std::size_t) { return 1; },
        [&](std::size_t, std::optional<redis::Reply> answer) { answers.push_back(std::move(answer)); });
    return answers;
}

}  // namespace omactl::queue
