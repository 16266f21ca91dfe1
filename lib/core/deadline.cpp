#include "lib/core/deadline.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace omactl {

Deadline::Deadline(Clock const &clock, Millis limit, std::optional<Ticks> latest)
    : m_clock(&clock), m_end(clock.ticks() + limit), m_span(limit)
{
    if (!latest || *latest >= m_end) return;
    m_cut = true;
    m_end = *latest;
    m_span = left();
}

Deadline::Deadline(Deadline const &whole, Millis limit)
    : m_clock(whole.m_clock), m_end(whole.m_clock->ticks() + limit), m_span(limit), m_cut(whole.m_cut)
{
}

Millis Deadline::left() const
{
    return std::max(Millis{0}, std::chrono::ceil<Millis>(m_end - m_clock->ticks()));
}

Deadline Deadline::share(std::size_t parts) const
{
    return {*this, left() / static_cast<Millis::rep>(std::max<std::size_t>(parts, 1))};
}

std::string Deadline::span() const
{
    return fmt::format("{}{}", human_duration(m_span), m_cut ? " (all that --timeout left)" : "");
}

bool Deadline::ready(int fd, short events) const
{
    for (;;) {
        auto const time = left();
        if (time <= Millis{0}) return false;
        pollfd watched = {fd, events, 0};
        int const got = ::poll(&watched, 1, static_cast<int>(std::min(time, Millis{3'600'000}).count()));
        if (got > 0) return true;
        if (got == 0 && time <= Millis{3'600'000}) return false;
        if (got < 0 && errno != EINTR) throw Broken{Broken::Kind::closed, system_message(errno), {}};
    }
}

}  // namespace omactl
