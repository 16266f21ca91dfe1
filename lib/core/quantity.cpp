#include "lib/core/quantity.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

namespace omactl {

namespace {

/// The decimal number at the front and what follows it; nullopt without one.
struct Numbered {
    double value = 0;
    std::string_view rest;
};

std::optional<Numbered> split_number(std::string_view text)
{
    auto const length = std::min(text.find_first_not_of("0123456789."), text.size());
    auto const digits = text.substr(0, length);
    if (digits.empty() || digits.front() == '.' || digits.back() == '.') return std::nullopt;
    Numbered result;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + length, result.value);
    if (error != std::errc{} || end != digits.data() + length) return std::nullopt;
    result.rest = text.substr(length);
    return result;
}

/// The power of 1024 that a unit stands for, or nothing.
std::optional<int> power_of(std::string_view unit)
{
    std::string low{unit};
    std::transform(low.begin(), low.end(), low.begin(), [](unsigned char c) { return std::tolower(c); });
    if (low.empty() || low == "b") return 0;
    auto const power = std::string_view{"kmgt"}.find(low[0]);
    auto const tail = low.substr(1);
    if (power == std::string_view::npos || !(tail.empty() || tail == "b" || tail == "ib")) return std::nullopt;
    return static_cast<int>(power) + 1;
}

/// Three digits behind each separator, one to three before the first, one kind of separator.
std::optional<std::string> without_separators(std::string_view text)
{
    std::string digits;
    auto const first = text.find_first_of(",_");
    if (first == std::string_view::npos) return std::string{text};
    if (first == 0 || first > 3) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const wanted = i >= first && (i - first) % 4 == 0;
        if (wanted != (text[i] == text[first])) return std::nullopt;
        if (!wanted) digits += text[i];
    }
    if ((text.size() - first) % 4 != 0) return std::nullopt;
    return digits;
}

/// "1.5", "12": one decimal, and none where it would be a nought.
std::string short_number(double value)
{
    auto text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

}  // namespace

std::uint64_t parse_size(std::string_view text)
{
    auto const number = split_number(text);
    auto const power = number ? power_of(number->rest) : std::nullopt;
    auto const bytes = power ? std::round(std::ldexp(number->value, 10 * *power)) : -1;
    bool const lost = bytes == 0 && number && number->value > 0;
    if (!power || lost || bytes >= std::ldexp(1.0, 63))
        throw Error{Fault::usage, fmt::format("'{}' is not a size", text), "sizes read 4096, 512k, 64MiB, 1.5GiB"};
    return static_cast<std::uint64_t>(bytes);
}

double parse_rate(std::string_view text)
{
    auto const number = split_number(text);
    auto const per = number ? number->rest : std::string_view{};
    double const seconds = per == "/s" ? 1 : per == "/m" || per == "/min" ? 60 : per == "/h" ? 3600 : 0;
    if (seconds == 0 || number->value <= 0)
        throw Error{Fault::usage, fmt::format("'{}' is not a rate", text), "rates read 200/s, 3000/m, 1.5/s"};
    return number->value / seconds;
}

std::int64_t parse_count(std::string_view text)
{
    auto const digits = without_separators(text);
    std::int64_t value = -1;
    if (digits && !digits->empty() && digits->find_first_not_of("0123456789") == std::string::npos)
        std::from_chars(digits->data(), digits->data() + digits->size(), value);  // too large: stays -1
    if (value < 0)
        throw Error{Fault::usage, fmt::format("'{}' is not a whole number", text), "counts read 500, 20000, 20,000"};
    return value;
}

std::string with_commas(std::int64_t n)
{
    auto text = fmt::format("{}", n);
    auto const first = n < 0 ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > first; at -= 3)
        text.insert(static_cast<std::size_t>(at), 1, ',');
    return text;
}

std::string human_bytes(std::uint64_t bytes)
{
    if (bytes < 1024) return fmt::format("{} B", bytes);
    constexpr std::string_view k_units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    auto value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    // 1023.95 would be rounded to "1024 KiB", which is "1 MiB".
    for (; value >= 1023.95 && unit + 1 < std::size(k_units); ++unit) value /= 1024;
    return fmt::format("{} {}", short_number(value), k_units[unit]);
}

std::string human_rate(double per_second)
{
    if (!std::isfinite(per_second)) return "?/s";
    if (per_second < 0) return "-" + human_rate(-per_second);
    if (per_second == 0) return "0/s";
    if (per_second < 0.1 / 60) return short_number(std::max(0.1, per_second * 3600)) + "/h";
    if (per_second < 0.1) return short_number(per_second * 60) + "/min";
    if (per_second < 9.95) return short_number(per_second) + "/s";
    if (per_second < 9'999.5) return with_commas(std::llround(per_second)) + "/s";
    if (per_second < 99'950) return short_number(per_second / 1e3) + " k/s";
    if (per_second < 999'500) return fmt::format("{} k/s", std::llround(per_second / 1e3));
    return short_number(per_second / 1e6) + " M/s";
}

std::string percent(double part, double whole)
{
    return fmt::format("{:.1f} %", whole > 0 ? 100 * part / whole : 0.0);
}

std::string counted(std::int64_t n, std::string_view noun)
{
    return fmt::format("{} {}{}", with_commas(n), noun, n == 1 ? "" : "s");
}

}  // namespace omactl
