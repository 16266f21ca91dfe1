#include "lib/core/text.hpp"

#include <algorithm>
#include <utility>

namespace omactl {

namespace {

/// Damerau-Levenshtein (optimal string alignment): a swap of two neighbours is one slip.
std::size_t distance(std::string_view a, std::string_view b)
{
    auto const width = b.size() + 1;
    std::vector<std::size_t> before(width), above(width), row(width);
    for (std::size_t j = 0; j < width; ++j) above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j < width; ++j) {
            auto const change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(above);
        above.swap(row);
    }
    return above[b.size()];
}

}  // namespace

std::vector<std::string> nearest(std::string_view word, std::span<std::string const> candidates)
{
    constexpr std::size_t k_most = 3;
    auto const limit = std::clamp<std::size_t>(word.size() / 3, 1, 3);
    std::vector<std::pair<std::size_t, std::string>> near;
    for (auto const &candidate : candidates) {
        auto const slips = distance(word, candidate);
        bool const begun = !word.empty() && candidate.starts_with(word);
        if (slips <= limit || begun) near.emplace_back(begun ? std::min<std::size_t>(slips, 1) : slips, candidate);
    }
    std::stable_sort(near.begin(), near.end(), [](auto const &a, auto const &b) { return a.first < b.first; });
    std::vector<std::string> best;
    for (auto const &[slips, candidate] : near)
        if (best.size() < k_most && std::find(best.begin(), best.end(), candidate) == best.end())
            best.push_back(candidate);
    return best;
}

}  // namespace omactl
