#include "lib/core/text.hpp"

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

std::string shell_quoted(std::string_view word)
{
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
