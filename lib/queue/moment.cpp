#include "lib/queue/moment.hpp"

#include "lib/core/spans.hpp"
#include "lib/queue/job.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace omactl::queue {

namespace {

// 1e11 s is the year 5138, 1e11 ms was 1973.
constexpr double k_millis_from = 1e11;
constexpr double k_too_far = 1e14;  // ms

std::optional<double> number_of(std::string_view raw)
{
    double value = 0;
    auto const *end = raw.data() + raw.size();
    auto const [at, error] = std::from_chars(raw.data(), end, value);
    if (error != std::errc{} || at != end || !(value > 0)) return std::nullopt;
    return value;
}

}  // namespace

std::optional<Instant> instant_of(std::string_view raw)
{
    if (raw.starts_with('"')) {
        auto const text = json_text(raw);
        return text ? parse_time(*text) : std::nullopt;
    }
    auto const value = number_of(raw);
    if (!value) return std::nullopt;
    auto const millis = *value >= k_millis_from ? *value : *value * 1'000;
    if (millis >= k_too_far) return std::nullopt;
    return Instant{Millis{std::llround(millis)}};
}

bool is_in_millis(std::string_view raw)
{
    auto const value = number_of(raw);
    return value && *value >= k_millis_from && raw.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string written_time(Instant at, bool in_millis)
{
    auto const millis = at.time_since_epoch().count();
    // Never without a point: Sidekiq 8 takes a whole number for milliseconds.
    return in_millis ? std::to_string(millis) : fmt::format("{}.{:03}", millis / 1'000, millis % 1'000);
}

std::string shown_time(std::string_view raw)
{
    if (raw.empty() || raw.starts_with('"')) return text_of(raw);
    auto const at = instant_of(raw);
    return at ? rfc3339(*at) : text_of(raw);
}

std::optional<Instant> enqueued_at(std::string_view payload)
{
    for (auto const *pointer : {"/enqueued_at", "/args/0/enqueued_at"})
        if (auto const raw = json_at(payload, pointer))
            if (auto const at = instant_of(*raw)) return at;
    return std::nullopt;
}

}  // namespace omactl::queue
