#include "lib/core/text.hpp"

#include "lib/core/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl {

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        auto const at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string_view trim(std::string_view text)
{
    constexpr std::string_view k_blank = " \t\r\n\f\v";
    auto const begin = text.find_first_not_of(k_blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(k_blank) - begin + 1);
}

namespace {

// $'…' with the bytes that a terminal would obey, or that are no UTF-8, as \xNN: bash, zsh and ksh read it.
std::string escape_quoted(std::string_view word)
{
    std::string quoted = "$'";
    for (auto rest = word; !rest.empty();) {
        auto const rune = rest.substr(0, std::max<std::size_t>(utf8::first(rest).length, 1));
        rest.remove_prefix(rune.size());
        if (rune == "'" || rune == "\\")
            quoted += "\\" + std::string{rune};
        else if (printable(rune) == rune)
            quoted += rune;
        else
            for (char const byte : rune) quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
    return quoted + "'";
}

}  // namespace

std::string shell_quoted(std::string_view word)
{
    if (printable(word) != word) return escape_quoted(word);
    constexpr std::string_view k_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";
    // zsh takes a leading = for the path of a program.
    bool const plain = !word.empty() && word.front() != '=' && word.find_first_not_of(k_safe) == std::string_view::npos;
    if (plain) return std::string{word};
    std::string quoted = "'";
    for (char const c : word) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted + "'";
}

}  // namespace omactl
