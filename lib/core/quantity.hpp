#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace omactl {

/// `512k`, `1.5GiB`, `64MiB`, `4096`: bytes; k, M, G are powers of 1024 as in `dd`. Throws Fault::usage.
std::uint64_t parse_size(std::string_view text);
/// `200/s`, `3000/m`, `1.5/s`: events a second, > 0. Throws Fault::usage.
double parse_rate(std::string_view text);
/// A whole number ≥ 0, thousands separators allowed ("20,000", "20_000"). Throws Fault::usage.
std::int64_t parse_count(std::string_view text);

std::string with_commas(std::int64_t n);         ///< "212,480"
std::string human_bytes(std::uint64_t bytes);    ///< "41.2 MiB", "512 B"
std::string human_rate(double per_second);       ///< "112 k/s", "38/s"
std::string percent(double part, double whole);  ///< "81.0 %"; "0.0 %" of nothing
/// "1 job", "2,000 jobs": the count with its noun; the plural is the noun with an s.
std::string counted(std::int64_t n, std::string_view noun);
/// The word that goes with a count: either(n, "waits", "wait").
constexpr std::string_view either(std::int64_t n, std::string_view one, std::string_view many)
{
    return n == 1 ? one : many;
}

}  // namespace omactl
