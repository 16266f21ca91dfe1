#include "lib/core/time.hpp"

#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <charconv>
#include <cmath>
#include <csignal>
#include <ctime>

namespace omactl {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t millis;
};

// Largest first: parts are only accepted, and written, in this order.
constexpr std::array k_units{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000},
                             Unit{"ms", 1}};
constexpr double k_longest = 100.0 * 366 * 86'400'000;

[[noreturn]] void refuse_duration(std::string_view text)
{
    throw Error{Fault::usage, fmt::format("'{}' is not a duration", text),
                "durations read 250ms, 90s, 5m, 2h30m, 1.5h, 7d"};
}

/// Takes digits with at most one point off the front.
std::optional<double> take_number(std::string_view &text)
{
    auto const length = std::min(text.find_first_not_of("0123456789."), text.size());
    auto const digits = text.substr(0, length);
    if (digits.empty() || digits.front() == '.' || digits.back() == '.') return std::nullopt;
    double value = 0;
    auto const [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || rest != digits.data() + digits.size()) return std::nullopt;
    text.remove_prefix(length);
    return value;
}

/// Takes the unit's letters off the front; its place in k_units.
std::optional<std::size_t> take_unit(std::string_view &text)
{
    auto const length = std::min(text.find_first_of("0123456789."), text.size());
    auto const name = text.substr(0, length);
    for (std::size_t i = 0; i < k_units.size(); ++i) {
        if (k_units[i].name != name) continue;
        text.remove_prefix(length);
        return i;
    }
    return std::nullopt;
}

/// One part of a duration between two units: "2 h 14 min", "5 min".
std::string two_parts(std::int64_t large, std::string_view large_unit, std::int64_t small, std::string_view small_unit)
{
    if (small == 0) return fmt::format("{} {}", large, large_unit);
    return fmt::format("{} {} {} {}", large, large_unit, small, small_unit);
}

}  // namespace

Instant SystemClock::now() const
{
    return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

Ticks SystemClock::ticks() const
{
    return std::chrono::steady_clock::now();
}

void SystemClock::sleep(Millis span)
{
    // The signals are let in by ppoll alone: one that comes between the look and the wait is not missed.
    sigset_t before;
    auto const stops = interrupt_signals();
    pthread_sigmask(SIG_BLOCK, &stops, &before);
    auto const end = ticks() + span;
    for (auto left = end - ticks(); left.count() > 0 && interrupt_signal() == 0; left = end - ticks()) {
        auto const nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(left).count();
        timespec const wait{nanos / 1'000'000'000, nanos % 1'000'000'000};
        ppoll(nullptr, 0, &wait, &before);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Millis parse_duration(std::string_view text)
{
    auto rest = text;
    double total = 0;
    std::size_t next = 0;
    do {
        auto const number = take_number(rest);
        if (!number) refuse_duration(text);
        auto const unit = take_unit(rest);
        if (!unit || *unit < next) refuse_duration(text);
        next = *unit + 1;
        total += *number * static_cast<double>(k_units[*unit].millis);
    } while (!rest.empty());
    auto const millis = std::round(total);
    if (total > k_longest || (total > 0 && millis == 0)) refuse_duration(text);
    return Millis{static_cast<std::int64_t>(millis)};
}

std::string human_duration(Millis span)
{
    auto const ms = span.count();
    if (ms < 0) return "-" + human_duration(-span);
    auto const s = ms / 1000;
    if (ms == 0) return "0 s";
    if (ms < 100) return fmt::format("{} ms", ms);
    if (ms < 10'000 && ms / 100 % 10 != 0) return fmt::format("{}.{} s", s, ms / 100 % 10);
    if (s < 60) return fmt::format("{} s", s);
    if (s < 3'600) return two_parts(s / 60, "min", s % 60, "s");
    if (s < 86'400) return two_parts(s / 3'600, "h", s / 60 % 60, "min");
    return two_parts(s / 86'400, "d", s / 3'600 % 24, "h");
}

std::string typed_duration(Millis span)
{
    auto left = span.count();
    if (left == 0) return "0s";
    std::string text = left < 0 ? "-" : "";
    left = std::abs(left);
    for (auto const &unit : k_units) {
        if (left >= unit.millis) text += fmt::format("{}{}", left / unit.millis, unit.name);
        left %= unit.millis;
    }
    return text;
}

}  // namespace omactl
