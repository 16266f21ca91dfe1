#include "lib/settings/defaults.hpp"
#include "lib/settings/ruby.hpp"

#include <algorithm>

namespace omactl::settings {

namespace {

// 1_000 is 1000; other bases and exponents are not written back as they stand.
std::optional<std::string> number_value(std::string_view text)
{
    std::string digits;
    for (char const c : text) {
        if (c == '_') continue;
        if (!(c >= '0' && c <= '9') && c != '.') return std::nullopt;
        digits += c;
    }
    bool const octal = digits.size() > 1 && digits[0] == '0' && digits[1] != '.';
    return octal ? std::nullopt : std::optional{digits};
}

std::optional<std::string> token_value(Token const &token)
{
    if (token.dynamic) return std::nullopt;
    switch (token.kind) {
    case Token::Kind::string:
    case Token::Kind::symbol: return token.text;
    case Token::Kind::number: return number_value(token.text);
    case Token::Kind::word:
        if (token.text == "true" || token.text == "false") return token.text;
        return std::nullopt;
    default: return std::nullopt;
    }
}

}  // namespace

std::optional<std::string> literal_value(std::string_view expression)
{
    if (expression.ends_with("…")) return std::nullopt;  // cut
    auto const tokens = ruby_stretches(expression).front().tokens;
    if (tokens.size() == 1) return token_value(tokens[0]);
    bool const negative = tokens.size() == 2 && tokens[0].kind == Token::Kind::sign && tokens[0].text == "-" &&
                          tokens[1].kind == Token::Kind::number;
    if (negative) {
        auto const value = number_value(tokens[1].text);
        return value ? std::optional{"-" + *value} : std::nullopt;
    }
    bool const frozen = tokens.size() == 3 && tokens[0].kind == Token::Kind::string && tokens[2].text == "freeze";
    return frozen ? token_value(tokens[0]) : std::nullopt;
}

}  // namespace omactl::settings
