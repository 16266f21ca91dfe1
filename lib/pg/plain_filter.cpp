#include "lib/pg/plain_filter.hpp"

#include "lib/pg/sql_token.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace omactl::pg {

namespace {

using Tokens = std::vector<SqlToken>;
using Part = std::span<SqlToken const>;

Tokens tokens_of(std::string_view text)
{
    Tokens tokens;
    for (std::size_t at = 0; at < text.size();) {
        tokens.push_back(sql_token(text, at));
        at += tokens.back().text.size();
        if (tokens.back().kind == SqlToken::space) tokens.pop_back();
    }
    return tokens;
}

/// The place behind the bracket that closes the first one; the end when none does.
std::size_t close_of(Part part)
{
    int depth = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i].text == "(") ++depth;
        if (part[i].text == ")" && --depth == 0) return i + 1;
    }
    return part.size();
}

Part unwrapped(Part part)
{
    while (part.size() > 2 && part[0].text == "(" && part.back().text == ")" && close_of(part) == part.size())
        part = part.subspan(1, part.size() - 2);
    return part;
}

bool is_word(SqlToken const &token, std::string_view word)
{
    return token.kind == SqlToken::word && token.text == word;
}

/// The conditions that must all hold; none when there is an OR at the top.
std::vector<Part> conjuncts(Part part)
{
    std::vector<Part> parts;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (is_word(part[i], "OR")) return {};
        if (part[i].text == "(") i += close_of(part.subspan(i)) - 1;
        if (i >= part.size() || !is_word(part[i], "AND")) continue;
        parts.push_back(unwrapped(part.subspan(begin, i - begin)));
        begin = i + 1;
    }
    parts.push_back(unwrapped(part.subspan(begin)));
    return parts;
}

/// `column`, `alias.column` or `(alias.column)::text` at the beginning, and how many tokens that took.
struct Column {
    std::string name;
    std::size_t tokens = 0;
};
std::optional<Column> column_of(Part part, std::string_view alias)
{
    bool const cast = !part.empty() && part[0].text == "(";
    std::size_t at = cast ? 1 : 0;
    auto const is_name = [&](std::size_t i) {
        return i < part.size() && (part[i].kind == SqlToken::word || part[i].kind == SqlToken::quoted_name);
    };
    auto const is = [&](std::size_t i, std::string_view text) { return i < part.size() && part[i].text == text; };
    if (!is_name(at)) return std::nullopt;
    if (is(at + 1, ".")) {
        if (part[at].text != alias || !is_name(at + 2)) return std::nullopt;
        at += 2;
    }
    Column column{std::string{part[at].text}, at + 1};
    if (!cast) return column;
    // A varchar compared as text uses its index; any other cast doesn't.
    bool const to_text = is(at + 1, ")") && is(at + 2, ":") && is(at + 3, ":") && is(at + 4, "text");
    if (!to_text) return std::nullopt;
    column.tokens = at + 5;
    return column;
}

/// Constants, parameters, their casts and ANY of them.
bool is_constant(Part part)
{
    bool type = false;
    for (auto const &token : part) {
        if (token.text == ":")
            type = true;
        else if (token.kind == SqlToken::word && !type && token.text != "ANY" && token.text != "true" &&
                 token.text != "false")
            return false;
        else if (token.kind == SqlToken::quoted_name && !type)
            return false;
        else if (token.kind == SqlToken::symbol &&
                 std::string_view{"()[],-"}.find(token.text) == std::string_view::npos)
            return false;
    }
    return !part.empty();
}

enum class Kind { none, equal, range };
Kind kind_of(Part part, std::string_view alias, std::string &name)
{
    auto const column = column_of(part, alias);
    if (!column || column->tokens >= part.size()) return Kind::none;
    auto rest = part.subspan(column->tokens);
    std::string sign;
    while (!rest.empty() && rest[0].kind == SqlToken::symbol &&
           std::string_view{"=<>!~"}.find(rest[0].text) != std::string_view::npos) {
        sign += rest[0].text;
        rest = rest.subspan(1);
    }
    bool const range = sign == "<" || sign == ">" || sign == "<=" || sign == ">=";
    if ((sign != "=" && !range) || !is_constant(rest)) return Kind::none;
    name = column->name;
    return range ? Kind::range : Kind::equal;
}

}  // namespace

std::vector<std::string> plainly_compared(std::string_view filter, std::string_view alias)
{
    constexpr std::size_t k_most = 3;
    auto const tokens = tokens_of(filter);
    std::vector<std::string> equal, range;
    for (auto const part : conjuncts(unwrapped(tokens))) {
        std::string name;
        auto const kind = kind_of(part, alias, name);
        auto &names = kind == Kind::equal ? equal : range;
        if (kind != Kind::none && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    auto &chosen = equal.empty() ? range : equal;
    chosen.resize(std::min(chosen.size(), equal.empty() ? 1 : k_most));
    return chosen;
}

}  // namespace omactl::pg
