#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace omactl::cli {

/// The width that help is written for, whatever the terminal.
constexpr std::size_t k_help_width = 80;

/// Paragraphs filled to `width` columns, each line behind `indent` spaces and with its newline. An
/// empty line parts paragraphs; a line that begins with a space is left as it is.
std::string fill(std::string_view text, std::size_t indent, std::size_t width = k_help_width);

/// "  left    right" rows; the right side is filled beside the left one, below it when the left one is too long.
std::string two_columns(std::vector<std::pair<std::string, std::string>> const &rows);

}  // namespace omactl::cli
