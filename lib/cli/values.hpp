#pragma once

#include "lib/cli/command.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/time.hpp"

#include <cstdint>
#include <string>

namespace omactl::cli {

/// `200/s` as an option's value.
struct Rate {
    double per_second = 0;
};

template <> struct Value<std::string> {
    static std::string from(std::string_view text) { return std::string(text); }
    static std::string text(std::string const &value) { return value; }
};
template <> struct Value<std::int64_t> {
    static std::int64_t from(std::string_view text) { return parse_count(text); }
    static std::string text(std::int64_t value) { return std::to_string(value); }
};
template <> struct Value<Millis> {
    static Millis from(std::string_view text) { return parse_duration(text); }
    static std::string text(Millis value) { return typed_duration(value); }
};
template <> struct Value<Rate> {
    static Rate from(std::string_view text) { return {parse_rate(text)}; }
    static std::string text(Rate value) { return human_rate(value.per_second); }
};

}  // namespace omactl::cli
