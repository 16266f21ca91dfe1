#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omactl {

bool is_utf8(std::string_view bytes);
std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
std::string hex(std::string_view bytes);

/// Text from outside made safe for a terminal: C0/C1 controls, escape sequences, bidirectional
/// overrides and invalid UTF-8 become visible stand-ins (`\x1b`, `\xff`); newline and tab become
/// `\n` and `\t`. What is printable stays as it is.
std::string printable(std::string_view bytes);
/// Columns that a terminal uses for UTF-8 text without control characters (wide characters are 2).
std::size_t columns(std::string_view text);
/// At most `width` columns; what is cut shows as "…" at the end.
std::string cut(std::string_view text, std::size_t width);

/// Appends `bytes` as a JSON string with its quotes. `bytes` must be UTF-8 (see is_utf8).
void append_json_string(std::string &out, std::string_view bytes);

/// The candidates nearest to a mistyped word, best first, at most three; none when nothing is near.
std::vector<std::string> nearest(std::string_view word, std::span<std::string const> candidates);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
/// As a shell would take it as one word: quoted only when it must be. Safe for a terminal.
std::string shell_quoted(std::string_view word);

}  // namespace omactl
