#include "lib/runbook/changed.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace omactl::runbook {

namespace {

using Lines = std::vector<std::string_view>;
constexpr std::size_t k_context = 2;

// Lengths of the longest common subsequences of all tails. Pages are short: a thousand lines make a table
// of a million.
std::vector<std::vector<unsigned>> common_tails(Lines const &a, Lines const &b)
{
    std::vector<std::vector<unsigned>> table(a.size() + 1, std::vector<unsigned>(b.size() + 1));
    for (auto i = a.size(); i-- > 0;)
        for (auto j = b.size(); j-- > 0;)
            table[i][j] = a[i] == b[j] ? table[i + 1][j + 1] + 1 : std::max(table[i + 1][j], table[i][j + 1]);
    return table;
}

std::vector<std::string> marked_lines(Lines const &a, Lines const &b)
{
    auto const table = common_tails(a, b);
    std::vector<std::string> all;
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            all.push_back(" " + printable(a[i++]));
            ++j;
        } else if (j == b.size() || (i < a.size() && table[i + 1][j] >= table[i][j + 1])) {
            all.push_back("-" + printable(a[i++]));
        } else {
            all.push_back("+" + printable(b[j++]));
        }
    }
    return all;
}

}  // namespace

std::string difference(std::string const &before, std::string const &after)
{
    auto const lines = marked_lines(split(before, '\n'), split(after, '\n'));
    auto const is_near = [&](std::size_t at) {
        for (auto i = at - std::min(at, k_context); i < std::min(at + k_context + 1, lines.size()); ++i)
            if (lines[i].front() != ' ') return true;
        return false;
    };
    std::string text;
    bool gap = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!is_near(i)) {
            gap = true;
            continue;
        }
        if (gap && !text.empty()) text += "  …\n";
        gap = false;
        text += fmt::format("  {}\n", lines[i]);
    }
    return text;
}

}  // namespace omactl::runbook
