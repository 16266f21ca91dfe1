#pragma once

#include "lib/core/time.hpp"

#include <string_view>

#include "drill/registered.hpp"

namespace omactl::drill {

/// Somebody who works on a service of a sandbox, in a process of their own: `omactl-drill NAME ORDER`. Ends
/// with a TERM. Constructed at file scope beside its service; started by Site::part().
class Part : public Registered<Part> {
public:
    /// `order`: what Site::part() was given. The exit status.
    using Play = int (*)(std::string_view order, Clock &clock);
    Part(std::string_view name, Play how) noexcept : Registered(name), m_play(how) {}
    int play(std::string_view order, Clock &clock) const { return m_play(order, clock); }

private:
    Play m_play;
};

}  // namespace omactl::drill
