#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace omactl {

using Millis = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Millis>;  ///< wall clock, UTC
using Ticks = std::chrono::steady_clock::time_point;

/// Where time comes from. Tests hand in their own; nothing else in the program asks the system.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    virtual Ticks ticks() const = 0;
    /// Returns early (without an error) when a signal asked us to stop.
    virtual void sleep(Millis span) = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override;
    Ticks ticks() const override;
    void sleep(Millis span) override;
};

/// `90s`, `5m`, `2h30m`, `7d`, `250ms`, `1.5h`; a bare number is refused (its unit is a guess).
/// Throws Fault::usage with the accepted forms as hint.
Millis parse_duration(std::string_view text);
/// For people: "0.4 s", "12 s", "1 min 12 s", "2 h 14 min", "3 d 4 h".
std::string human_duration(Millis span);
/// As it would be typed: "1m12s", "2h30m", "400ms".
std::string typed_duration(Millis span);

/// RFC 3339 in UTC with milliseconds: "2026-11-23T03:12:07.000Z".
std::string rfc3339(Instant at);
/// For people: "2026-11-23 03:12:07Z".
std::string human_time(Instant at);
/// The time formats that job frameworks write: RFC 3339, "2026/11/23 10:00:00 UTC" (Resque;
/// named zones other than UTC/GMT/Z and numeric offsets give nullopt), JavaScript's Date strings
/// ("Mon Nov 23 2026 10:00:00 GMT+0100 (…)"), "2026-11-23 10:00:00 +0000". nullopt when unsure.
std::optional<Instant> parse_time(std::string_view text);
/// `--since`: a duration back from now ("2h") or a point in time. Throws Fault::usage.
Instant parse_since(std::string_view text, Instant now);

}  // namespace omactl
