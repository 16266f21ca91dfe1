#pragma once

#include "lib/core/time.hpp"

#include <optional>
#include <string>

namespace omactl {

/// The connection can't go on: why, and what may be done. A transport turns it into its Lost.
struct Broken {
    enum class Kind { closed, timed_out, garbage } kind = Kind::closed;
    std::string why, hint;
};

/// One span of waiting, cut short by the whole command's end.
class Deadline {
public:
    Deadline(Clock const &clock, Millis limit, std::optional<Ticks> latest);
    Millis left() const;  ///< never negative
    /// An equal share of what is left, for one of `parts` tries.
    Deadline share(std::size_t parts) const;
    std::string span() const;  ///< for people: "10 s", "0.4 s (all that --timeout left)"
    /// Polls `fd` until one of `events` or an error shows. False when the time is over.
    bool ready(int fd, short events) const;

private:
    Deadline(Deadline const &whole, Millis limit);
    Clock const *m_clock;
    Ticks m_end;
    Millis m_span;
    bool m_cut = false;
};

}  // namespace omactl
