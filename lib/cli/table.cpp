#include "lib/cli/table.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/text.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace omactl::cli {

namespace {

constexpr std::size_t k_gap = 2;
constexpr std::size_t k_narrowest = 8;  // a column is not cut below this

using Widths = std::vector<std::size_t>;
using Row = std::vector<Cell>;

bool has_titles(Table const &table)
{
    return std::any_of(table.columns.begin(), table.columns.end(), [](Column const &c) { return !c.title.empty(); });
}

// Titles and rows with every text safe to show.
std::vector<Row> all_rows(Table const &table)
{
    std::vector<Row> rows;
    if (has_titles(table)) {
        Row titles;
        for (Column const &column : table.columns) titles.emplace_back(column.title, Tone::faint);
        rows.push_back(std::move(titles));
    }
    for (Row const &row : table.rows) {
        rows.push_back(row);
        for (Cell &cell : rows.back()) cell.text = printable(cell.text);
        rows.back().resize(table.columns.size(), Cell{""});
    }
    return rows;
}

Widths natural_widths(std::vector<Row> const &rows, std::size_t count)
{
    Widths widths(count, 0);
    for (Row const &row : rows)
        for (std::size_t i = 0; i < count; ++i) widths[i] = std::max(widths[i], columns(row[i].text));
    return widths;
}

bool says_nothing(Table const &table, std::size_t column)
{
    return std::all_of(table.rows.begin(), table.rows.end(),
                       [&](Row const &row) { return column >= row.size() || row[column].text.empty(); });
}

/// Where room is short, a column in which no row has anything has no place.
Table without_empty_columns(Table const &table)
{
    Table kept{{}, std::vector<Row>(table.rows.size())};
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (says_nothing(table, i)) continue;
        kept.columns.push_back(table.columns[i]);
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            auto const &from = table.rows[row];
            kept.rows[row].push_back(i < from.size() ? from[i] : Cell{""});
        }
    }
    return kept;
}

std::size_t total(Widths const &widths)
{
    std::size_t sum = widths.empty() ? 0 : k_gap * (widths.size() - 1);
    for (auto const w : widths) sum += w;
    return sum;
}

// Takes from the widest column that may be cut, again and again.
void narrow(Widths &widths, std::vector<Column> const &columns, std::size_t width)
{
    for (auto sum = total(widths); sum > width; --sum) {
        std::size_t widest = columns.size();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (!columns[i].cuttable || widths[i] <= k_narrowest) continue;
            if (widest == columns.size() || widths[i] >= widths[widest]) widest = i;
        }
        if (widest == columns.size()) return;
        --widths[widest];
    }
}

std::string line(Row const &row, Table const &table, Widths const &widths, bool colour)
{
    std::string text;
    std::size_t owed = 0;  // blanks, written only when something follows
    for (std::size_t i = 0; i < row.size(); ++i) {
        auto const shown = cut(row[i].text, widths[i]);
        auto const fill = widths[i] - std::min(widths[i], columns(shown));
        if (table.columns[i].right) owed += fill;
        if (!shown.empty()) {
            text.append(owed, ' ');
            text += toned(shown, row[i].tone, colour);
            owed = 0;
        }
        if (!table.columns[i].right) owed += fill;
        owed += k_gap;
    }
    return text + '\n';
}

}  // namespace

std::string render(Table const &table, Io const &io, bool to_terminal)
{
    auto const rows = all_rows(table);
    auto widths = natural_widths(rows, table.columns.size());
    auto const room = static_cast<std::size_t>(std::max(io.width(), 1));
    if (to_terminal && total(widths) > room) {
        if (auto fewer = without_empty_columns(table);
            !fewer.rows.empty() && fewer.columns.size() < table.columns.size())
            return render(fewer, io, true);
        narrow(widths, table.columns, room);
    }
    std::string text;
    for (Row const &row : rows) text += line(row, table, widths, io.colour());
    return text;
}

std::string render_tsv(Table const &table)
{
    std::string text;
    for (Row const &row : all_rows(table)) {
        for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : "\t") + row[i].text;
        text += '\n';
    }
    return text;
}

std::string toned(std::string_view text, Tone tone, bool colour)
{
    std::string_view code;
    switch (tone) {
    case Tone::plain: break;
    case Tone::trouble: code = "31"; break;
    case Tone::warning: code = "33"; break;
    case Tone::good: code = "32"; break;
    case Tone::faint: code = "2"; break;
    case Tone::strong: code = "1"; break;
    }
    if (!colour || code.empty()) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace omactl::cli
