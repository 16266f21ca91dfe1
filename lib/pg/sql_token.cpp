#include "lib/pg/sql_token.hpp"

#include <algorithm>
#include <cctype>

namespace omactl::pg {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool begins_word(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_word(char c)
{
    return begins_word(c) || is_digit(c);
}

bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

template <class Predicate> std::size_t skip(std::string_view sql, std::size_t at, Predicate belongs)
{
    while (at < sql.size() && belongs(sql[at])) ++at;
    return at;
}

std::size_t line_end(std::string_view sql, std::size_t at)
{
    return std::min(sql.find('\n', at), sql.size());
}

/// Comments nest. `at` stands on the first "/*".
std::size_t comment_end(std::string_view sql, std::size_t at)
{
    int depth = 0;
    while (at < sql.size()) {
        auto const two = sql.substr(at, 2);
        if (two == "/*") ++depth;
        if (two == "*/") --depth;
        at += two == "/*" || two == "*/" ? 2 : 1;
        if (depth == 0) return at;
    }
    return sql.size();
}

/// `at` stands on the opening mark; a doubled mark is part of the text.
std::size_t quoted_end(std::string_view sql, std::size_t at, bool backslashes)
{
    char const mark = sql[at];
    for (++at; at < sql.size(); ++at) {
        if (backslashes && sql[at] == '\\')
            ++at;
        else if (sql[at] == mark && sql.substr(at + 1, 1) == std::string_view{&mark, 1})
            ++at;
        else if (sql[at] == mark)
            return at + 1;
    }
    return sql.size();
}

/// $$text$$ and $tag$text$tag$; `at` when it is no such thing.
std::size_t dollar_end(std::string_view sql, std::size_t at)
{
    auto const tag_end = skip(sql, at + 1, is_word);
    if (tag_end >= sql.size() || sql[tag_end] != '$' || is_digit(sql[at + 1])) return at;
    auto const tag = sql.substr(at, tag_end + 1 - at);
    auto const close = sql.find(tag, tag_end + 1);
    return close == sql.npos ? sql.size() : close + tag.size();
}

/// 12, 1.5e-3, 0x1F, 1_000 (16+), .5
std::size_t number_end(std::string_view sql, std::size_t at)
{
    for (; at < sql.size(); ++at) {
        bool const exponent_sign = (sql[at] == '+' || sql[at] == '-') && (sql[at - 1] == 'e' || sql[at - 1] == 'E') &&
                                   at + 1 < sql.size() && is_digit(sql[at + 1]);
        if (!is_word(sql[at]) && sql[at] != '.' && !exponent_sign) break;
        if (sql.substr(at, 2) == "..") break;
    }
    return at;
}

/// A string may have a letter before its mark: E'…', B'…', X'…', N'…', U&'…'.
std::size_t prefixed_string_end(std::string_view sql, std::size_t at)
{
    char const letter = static_cast<char>(std::toupper(static_cast<unsigned char>(sql[at])));
    if (letter == 'U' && (sql.substr(at + 1, 2) == "&'")) return quoted_end(sql, at + 2, false);
    if (std::string_view{"EBXN"}.find(letter) == std::string_view::npos || sql.substr(at + 1, 1) != "'") return at;
    return quoted_end(sql, at + 1, letter == 'E');
}

}  // namespace

SqlToken sql_token(std::string_view sql, std::size_t at)
{
    if (at >= sql.size()) return {};
    auto const piece = [&](SqlToken::Kind kind, std::size_t to) { return SqlToken{kind, sql.substr(at, to - at)}; };
    char const c = sql[at];
    char const next = at + 1 < sql.size() ? sql[at + 1] : '\0';
    if (is_space(c)) return piece(SqlToken::space, skip(sql, at, is_space));
    if (c == '-' && next == '-') return piece(SqlToken::comment, line_end(sql, at));
    if (c == '/' && next == '*') return piece(SqlToken::comment, comment_end(sql, at));
    if (c == '\'') return piece(SqlToken::string, quoted_end(sql, at, false));
    if (c == '"') return piece(SqlToken::quoted_name, quoted_end(sql, at, false));
    if (c == '$' && is_digit(next)) return piece(SqlToken::parameter, skip(sql, at + 1, is_digit));
    if (c == '$' && dollar_end(sql, at) > at) return piece(SqlToken::string, dollar_end(sql, at));
    if (is_digit(c) || (c == '.' && is_digit(next))) return piece(SqlToken::number, number_end(sql, at + 1));
    if (!begins_word(c)) return piece(SqlToken::symbol, at + 1);
    if (auto const to = prefixed_string_end(sql, at); to > at) return piece(SqlToken::string, to);
    return piece(SqlToken::word, skip(sql, at, [](char w) { return is_word(w) || w == '$'; }));
}

}  // namespace omactl::pg
