#include "cmd/queue_flow.hpp"

#include "lib/queue/window.hpp"

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr std::int64_t k_few = 50, k_bytes = 64 * 1024;

std::int64_t next_wanted(queue::Tail const &tail, std::int64_t wanted, bool told)
{
    auto const size = tail.newest.empty() ? 1 : std::max<std::int64_t>(tail.bytes / std::ssize(tail.newest), 1);
    auto const next = told ? std::max(wanted, k_few) : std::max(wanted * 2, k_few);
    return std::clamp(next, std::int64_t{1}, std::clamp(k_bytes / size, std::int64_t{1}, queue::k_longest_tail));
}

}  // namespace

void Flow::take(QueueLook &look, queue::Tail tail, Ticks now)
{
    auto const [found, is_new] = m_seen.try_emplace(look.name);
    auto &seen = found->second;
    bool told = true;
    if (!is_new) {
        auto const seconds = std::max(std::chrono::duration<double>(now - seen.at).count(), 1e-3);
        auto const arrived = queue::arrivals(seen.tail, tail);
        look.length = tail.length;
        look.net_per_s = static_cast<double>(tail.length - seen.tail.length) / seconds;
        told = arrived.has_value();
        if (arrived) {
            look.in_per_s = static_cast<double>(*arrived) / seconds;
            look.out_per_s = static_cast<double>(seen.tail.length + *arrived - tail.length) / seconds;
        }
    }
    seen.wanted = next_wanted(tail, seen.wanted, told);
    seen.at = now;
    seen.tail = std::move(tail);
}

void Flow::look(redis::Connection &redis, QueuesLook &looks)
{
    std::vector<redis::Command> questions;
    std::vector<QueueLook *> asked;
    for (auto &look : looks.queues) {
        if (look.type != "list" && look.type != "none") continue;
        auto const seen = m_seen.find(look.name);
        auto const wanted = !m_steady ? queue::k_longest_tail : seen == m_seen.end() ? 1 : seen->second.wanted;
        for (auto &question : queue::tail_questions(looks.layout.queue(look.name), looks.layout.oldest_left(), wanted))
            questions.push_back(std::move(question));
        asked.push_back(&look);
    }
    auto const now = m_clock.ticks();
    auto const answers = queue::ask(redis, questions);
    for (std::size_t i = 0; i < asked.size(); ++i) {
        auto const &length = answers[2 * i], &newest = answers[2 * i + 1];
        if (length && newest)
            take(*asked[i], queue::tail_of(*length, *newest, looks.layout.oldest_left(), m_printer), now);
    }
}

}  // namespace omactl::cmd
