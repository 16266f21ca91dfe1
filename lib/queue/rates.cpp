#include "lib/queue/rates.hpp"

#include <algorithm>
#include <iterator>

namespace omactl::queue {

std::vector<redis::Command> tail_questions(std::string const &list, bool oldest_left, std::int64_t newest)
{
    if (oldest_left) return {{"LLEN", list}, {"LRANGE", list, std::to_string(-newest), "-1"}};
    return {{"LLEN", list}, {"LRANGE", list, "0", std::to_string(newest - 1)}};
}

Tail tail_of(redis::Reply const &length, redis::Reply const &newest, bool oldest_left, Fingerprinter const &printer)
{
    Tail tail{length.integer(), {}};
    for (std::size_t i = 0; i < newest.size(); ++i) {
        tail.newest.push_back(printer.of(newest[i].text()));
        tail.bytes += static_cast<std::int64_t>(newest[i].text().size());
    }
    if (!oldest_left) std::reverse(tail.newest.begin(), tail.newest.end());
    return tail;
}

std::optional<std::int64_t> arrivals(Tail const &before, Tail const &after)
{
    auto const &a = before.newest;
    auto const &b = after.newest;
    // What was empty held nothing; what came and went already can't be seen, unless all of it is here.
    if (a.empty()) return std::ssize(b) >= after.length ? std::optional{after.length} : std::nullopt;
    std::optional<std::int64_t> answer;
    // With k arrivals the end of `a` stands k places before the end of `b`. What both show must agree.
    for (std::size_t k = 0; k < b.size(); ++k) {
        auto const overlap = std::min(a.size(), b.size() - k);
        if (!std::equal(a.end() - static_cast<std::ptrdiff_t>(overlap), a.end(),
                        b.end() - static_cast<std::ptrdiff_t>(k + overlap)))
            continue;
        if (answer) return std::nullopt;
        answer = static_cast<std::int64_t>(k);
    }
    return answer;
}

}  // namespace omactl::queue
