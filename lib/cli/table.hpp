#pragma once

#include <string>
#include <vector>

namespace omactl::cli {

class Io;

/// What a piece of text says, for its colour on a terminal (the words alone must say it too).
enum class Tone { plain, trouble, warning, good, faint, strong };

struct Cell {
    std::string text;
    Tone tone = Tone::plain;
    Cell(std::string t, Tone k = Tone::plain) : text(std::move(t)), tone(k) {}
    Cell(char const *t, Tone k = Tone::plain) : text(t), tone(k) {}
};

struct Column {
    std::string title;      ///< "" in all columns: no head line is printed
    bool right = false;     ///< numbers stand right
    bool cuttable = false;  ///< may be cut to fit a terminal's width; never in a pipe
};

struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;
};

/// Aligned columns, two spaces apart, no trailing blanks; cut to the width on a terminal.
std::string render(Table const &table, Io const &io, bool to_terminal);
/// One row a line, tab between values, titles first; tabs and newlines in values as \t and \n.
std::string render_tsv(Table const &table);
std::string toned(std::string_view text, Tone tone, bool colour);

}  // namespace omactl::cli
