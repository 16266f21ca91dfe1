#include "lib/cli/layout.hpp"

#include "lib/core/text.hpp"

#include <algorithm>
#include <utility>

namespace omactl::cli {

namespace {

constexpr std::size_t k_indent = 2;
constexpr std::size_t k_gap = 2;
constexpr std::size_t k_widest_left = 28;

// Appends one paragraph, its words spread over lines of `width`.
void fill_paragraph(std::string &out, std::string_view paragraph, std::size_t indent, std::size_t width)
{
    std::string const margin(indent, ' ');
    std::size_t at = 0;
    for (auto const word : split(paragraph, ' ')) {
        if (word.empty()) continue;
        bool const fits = at == 0 || at + 1 + columns(word) <= width;
        if (at > 0) out += fits ? " " : "\n";
        if (at == 0 || !fits) {
            out += margin;
            at = indent;
        } else {
            ++at;
        }
        out += word;
        at += columns(word);
    }
    if (at > 0) out += '\n';
}

}  // namespace

std::string fill(std::string_view text, std::size_t indent, std::size_t width)
{
    std::string out, paragraph;
    for (auto const line : split(text, '\n')) {
        if (!line.empty() && line.front() != ' ') {
            paragraph += ' ';
            paragraph += line;
            continue;
        }
        fill_paragraph(out, std::exchange(paragraph, {}), indent, width);
        if (!line.empty()) out.append(indent, ' ').append(line);
        out += '\n';
    }
    fill_paragraph(out, paragraph, indent, width);
    return out;
}

std::string two_columns(std::vector<std::pair<std::string, std::string>> const &rows)
{
    std::size_t left = 0;
    for (auto const &row : rows)
        if (columns(row.first) <= k_widest_left) left = std::max(left, columns(row.first));
    auto const start = k_indent + left + k_gap;
    std::string out;
    for (auto const &[name, text] : rows) {
        auto const filled = fill(text, start);
        out += std::string(k_indent, ' ') + name;
        if (columns(name) > left)
            out += "\n" + filled;
        else
            out += std::string(start - k_indent - columns(name), ' ') + filled.substr(std::min(start, filled.size()));
    }
    return out;
}

}  // namespace omactl::cli
