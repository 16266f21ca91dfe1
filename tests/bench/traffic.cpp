// The rows in which other clients work at the same time: how long they wait, and whether each job
// is still there exactly once.

#include "lib/core/quantity.hpp"
#include "lib/operation/archive.hpp"
#include "tests/bench/jobs.hpp"
#include "tests/bench/observer.hpp"
#include "tests/bench/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::bench {

namespace {

Figure below(std::string what, double ms, double limit)
{
    return {std::move(what), "", fmt::format("{:.2f} ms", ms), fmt::format("< {} ms", limit), ms < limit};
}

/// How often each numbered job was met.
class Census {
public:
    explicit Census(std::int64_t jobs) : m_met(static_cast<std::size_t>(jobs)) {}
    void meet(std::int64_t n)
    {
        if (n >= 0 && n < static_cast<std::int64_t>(m_met.size()))
            ++m_met[static_cast<std::size_t>(n)];
        else
            ++m_strange;
    }
    std::int64_t lost() const { return std::count(m_met.begin(), m_met.end(), 0); }
    std::int64_t doubled() const
    {
        return m_strange + std::count_if(m_met.begin(), m_met.end(), [](unsigned char times) { return times > 1; });
    }

private:
    std::vector<unsigned char> m_met;
    std::int64_t m_strange = 0;
};

void meet_waiting(redis::Connection &redis, Census &census)
{
    constexpr std::int64_t chunk = 5'000;
    for (std::int64_t from = 0;; from += chunk) {
        auto const part = redis.call({"LRANGE", k_list, std::to_string(from), std::to_string(from + chunk - 1)});
        for (std::size_t i = 0; i < part.size(); ++i) census.meet(number_of(part[i].text()));
        if (part.size() == 0) return;
    }
}

void meet_archived(std::string const &path, Census &census)
{
    op::ArchiveReader archive{path};
    while (auto const job = archive.next()) census.meet(number_of(*job));
}

}  // namespace

std::vector<Figure> stalls_of_clear(Bench &bench)
{
    auto &stage = bench.stage;
    stage.full_queue();
    watch_commands(stage.redis());
    Probe probe{stage.address()};
    stage.clear();
    auto const waits = probe.stop();
    return {below("  longest server command", longest_command(stage.redis()), 5),
            below("  another client's p99", waits.p99_ms, 5), below("  its longest wait", waits.most_ms, 20)};
}

std::vector<Figure> clear_in_traffic(Bench &bench)
{
    auto &stage = bench.stage;
    std::int64_t lost = 0, doubled = 0, pushed = 0;
    double seconds = 0;
    auto const filtered = [&] {
        stage.full_queue();
        Traffic traffic{stage.address(), k_list, stage.jobs()};
        auto const measured = stage.clear_measured("--class RefreshSite");
        auto const done = traffic.stop();
        Census census{stage.jobs() + done.pushed};
        for (auto const n : done.popped) census.meet(n);
        meet_waiting(stage.redis(), census);
        meet_archived(stage.archive(), census);
        lost += census.lost();
        doubled += census.doubled();
        pushed += done.pushed;
        seconds += done.seconds;
        return measured;
    };
    auto const plain = [&] {
        stage.full_queue();
        return stage.clear_measured();
    };
    auto const pairs = alternate(bench.pairs, filtered, plain);
    auto const value = median_of(pairs, [](Pair const &p) { return p.ours.seconds / p.theirs.seconds; });
    return {ratio("queue clear --class, during traffic", "the plain clear", value, 2.5),
            {"  lost, doubled", "", fmt::format("{}, {}", lost, doubled), "0, 0", lost == 0 && doubled == 0},
            {"  pushes and pops meanwhile", "", fmt::format("{:.0f}/s each", static_cast<double>(pushed) / seconds),
             "about 1000/s", static_cast<double>(pushed) / seconds > 900}};
}

}  // namespace omactl::bench
