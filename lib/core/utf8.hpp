#pragma once

#include <string>
#include <string_view>

namespace omactl::utf8 {

struct Rune {
    char32_t code = 0;
    std::size_t length = 0;  ///< bytes; 0 when the text begins with a byte that is not UTF-8
};

/// The character at the front of a text that is not empty.
Rune first(std::string_view text);
/// Where to cut a text so that at most `most` bytes stay and no character is halved.
std::size_t boundary(std::string_view text, std::size_t most);
/// Any number up to 0x10ffff, surrogates too (three bytes).
void append(std::string &out, char32_t code);

}  // namespace omactl::utf8
