#include "tests/cli/match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <regex>

namespace omactl::tests {

namespace {

/// The cheapest way from the expected lines to the real ones; cost 0 is a match.
class Alignment {
public:
    Alignment(std::vector<Expected> const &expected, std::vector<std::string> const &lines)
        : m_expected(expected), m_lines(lines), m_cost((expected.size() + 1) * (lines.size() + 1))
    {
        for (auto const &e : expected)
            m_patterns.push_back(e.kind == Expected::Kind::regex ? std::regex{e.text} : std::regex{});
        for (std::size_t i = expected.size() + 1; i-- > 0;)
            for (std::size_t j = lines.size() + 1; j-- > 0;) cost(i, j) = cheapest(i, j);
    }

    bool matches() { return cost(0, 0) == 0; }

    std::string shown(std::string_view mark)
    {
        std::string out;
        std::size_t i = 0, j = 0;
        auto const to = std::back_inserter(out);
        while (i < m_expected.size() || j < m_lines.size()) {
            bool const anything = i < m_expected.size() && m_expected[i].kind == Expected::Kind::anything;
            if (same(i, j)) {
                fmt::format_to(to, "     {}{}\n", mark, m_lines[j]);
                ++i, ++j;
            } else if (anything && cost(i, j) == cost(i + 1, j)) {
                ++i;
            } else if (anything && j < m_lines.size()) {
                fmt::format_to(to, "  ...{}{}\n", mark, m_lines[j++]);
            } else if (i < m_expected.size() && cost(i, j) == cost(i + 1, j) + 1) {
                fmt::format_to(to, "   - {}{}\n", m_expected[i].kind == Expected::Kind::regex ? "~ " : mark,
                               m_expected[i].text);
                ++i;
            } else {
                fmt::format_to(to, "   + {}{}\n", mark, m_lines[j++]);
            }
        }
        return out;
    }

private:
    std::size_t &cost(std::size_t i, std::size_t j) { return m_cost[i * (m_lines.size() + 1) + j]; }

    bool same(std::size_t i, std::size_t j) const
    {
        if (i == m_expected.size() || j == m_lines.size()) return false;
        switch (m_expected[i].kind) {
        case Expected::Kind::text: return m_expected[i].text == m_lines[j];
        case Expected::Kind::regex: return std::regex_match(m_lines[j], m_patterns[i]);
        case Expected::Kind::anything: return false;
        }
        return false;
    }

    std::size_t cheapest(std::size_t i, std::size_t j)
    {
        bool const more_expected = i < m_expected.size(), more_lines = j < m_lines.size();
        if (!more_expected && !more_lines) return 0;
        if (more_expected && m_expected[i].kind == Expected::Kind::anything)
            return more_lines ? std::min(cost(i + 1, j), cost(i, j + 1)) : cost(i + 1, j);
        if (same(i, j)) return cost(i + 1, j + 1);
        if (!more_expected) return 1 + cost(i, j + 1);
        if (!more_lines) return 1 + cost(i + 1, j);
        return 1 + std::min(cost(i + 1, j), cost(i, j + 1));
    }

    std::vector<Expected> const &m_expected;
    std::vector<std::string> const &m_lines;
    std::vector<std::regex> m_patterns;
    std::vector<std::size_t> m_cost;
};

}  // namespace

std::optional<std::string> difference(std::vector<Expected> const &expected, std::vector<std::string> const &lines,
                                      std::string_view mark)
{
    Alignment alignment{expected, lines};
    if (alignment.matches()) return std::nullopt;
    return alignment.shown(mark);
}

}  // namespace omactl::tests
