#include "lib/sandbox/log.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::sandbox {

std::string log_tail(std::string const &log)
{
    auto lines = split(trim(log), '\n');
    constexpr std::size_t k_lines = 15;
    if (lines.size() > k_lines) lines.erase(lines.begin(), lines.end() - k_lines);
    std::string text;
    for (auto const line : lines) text += fmt::format("\n  {}", line);
    return text;
}

}  // namespace omactl::sandbox
