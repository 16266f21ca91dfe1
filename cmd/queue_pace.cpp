#include "cmd/queue_pace.hpp"

#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace omactl::cmd {

namespace {

constexpr Millis k_beat{10'000};
constexpr Millis k_nap{200};

}  // namespace

void describe_pace(op::Plan &plan, double per_second, std::int64_t max_length)
{
    std::string text = per_second > 0 ? "at most " + human_rate(per_second) : "as fast as Redis takes them";
    if (per_second > 0) {
        auto const seconds = static_cast<double>(plan.count) / per_second;
        text += fmt::format(", about {}", human_duration(Millis{static_cast<std::int64_t>(seconds * 1000)}));
    }
    if (max_length > 0) text += fmt::format("; waits while the queue is longer than {}", with_commas(max_length));
    plan.lines.emplace_back("pace", text);
}

Pace::Pace(op::Run &run, double per_second, Millis stall)
    : m_run(run), m_rate(per_second), m_stall(stall), m_began(run.world.context().clock.ticks()), m_moved(m_began),
      m_beaten(m_began)
{
}

std::int64_t Pace::portion(std::int64_t most) const
{
    if (m_rate <= 0) return most;
    return std::clamp<std::int64_t>(std::llround(m_rate / 5), 1, most);
}

void Pace::rest(Millis span)
{
    auto &clock = m_run.world.context().clock;
    clock.sleep(span);
    throw_if_interrupted();
    if (clock.ticks() - m_beaten < k_beat) return;
    m_run.guard.beat();
    m_beaten = clock.ticks();
}

void Pace::wait_turn()
{
    throw_if_interrupted();
    if (m_rate <= 0) return;
    auto &clock = m_run.world.context().clock;
    auto const due = m_began + std::chrono::duration_cast<Ticks::duration>(
                                   std::chrono::duration<double>(static_cast<double>(m_pushed) / m_rate));
    while (clock.ticks() < due) rest(std::min(k_nap, std::chrono::ceil<Millis>(due - clock.ticks())));
}

void Pace::pushed(std::int64_t jobs)
{
    m_pushed += jobs;
    if (jobs > 0) m_moved = m_run.world.context().clock.ticks();
}

void Pace::blocked(std::string_view list)
{
    auto const since = m_run.world.context().clock.ticks() - m_moved;
    if (since >= m_stall)
        throw Error{Fault::partial,
                    fmt::format("'{}' has stayed at its --max-length for {}: nobody takes jobs from it", list,
                                human_duration(std::chrono::duration_cast<Millis>(since))),
                    {}};
    rest(k_nap);
}

}  // namespace omactl::cmd
