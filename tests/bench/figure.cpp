#include "tests/bench/figure.hpp"

#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace omactl::bench {

Figure ratio(std::string what, std::string against, double value, double limit)
{
    return {std::move(what), std::move(against), fmt::format("{:.2f}×", value), fmt::format("≤ {}×", limit),
            value <= limit};
}

Figure peak(double bytes, double mebibytes)
{
    return {"  its peak memory", "", human_bytes(static_cast<std::uint64_t>(bytes)), fmt::format("< {} MiB", mebibytes),
            bytes < mebibytes * 1024 * 1024};
}

void print(Figure const &figure)
{
    auto const padded = [](std::string const &text, std::size_t width) {
        return text + std::string(width - std::min(width, columns(text)), ' ');
    };
    fmt::print("{} {} {} {} {}\n", padded(figure.what, 36), padded(figure.against, 37), padded(figure.measured, 26),
               padded(figure.reach, 13), figure.reached ? "reached" : "MISSED");
    std::fflush(stdout);
}

}  // namespace omactl::bench
