#include "lib/keyspace/pace.hpp"

#include <algorithm>

namespace omactl::keyspace {

namespace {

constexpr std::int64_t k_fewest = 16, k_more = 32;
/// How much longer than the quickest answer one may take: there are up to three batches before it.
constexpr std::chrono::microseconds k_patience{40'000};

}  // namespace

Pace::Pace(Load const &load, Clock const &clock)
    : m_load(load), m_clock(clock), m_batch(std::max(k_fewest, load.batch / 2)), m_begin(clock.ticks())
{
}

void Pace::answered(Ticks sent)
{
    auto const took = m_clock.ticks() - sent;
    m_least = std::min(m_least, took);
    m_batch = took > m_least + k_patience ? m_batch * 3 / 4 : m_batch + k_more;
    m_batch = std::clamp(m_batch, std::min(k_fewest, m_load.batch), m_load.batch);
}

void Pace::spend(std::int64_t keys)
{
    if (m_load.keys_per_second <= 0) return;
    m_spent += keys;
    std::chrono::duration<double> const due{static_cast<double>(m_spent) / m_load.keys_per_second};
    auto const early = std::chrono::duration_cast<Millis>(due - (m_clock.ticks() - m_begin));
    if (early > Millis{0}) m_load.wait(early);
}

}  // namespace omactl::keyspace
