#include "lib/settings/ruby_reader.hpp"

#include <algorithm>
#include <array>

namespace omactl::settings {

namespace {

constexpr auto k_signs = std::to_array<std::string_view>({
    "**=", "<=>", "===", "...", "<<=", ">>=", "&&=", "||=", "&.", "**", "==", "!=", ">=", "<=", "&&", "||",
    "=~",  "!~",  "..",  "::",  "+=",  "-=",  "*=",  "/=",  "|=", "&=", "^=", "%=", "<<", ">>", "->", "=>",
});

// Behind these a value begins; behind any other word it may.
constexpr auto k_openers = std::to_array<std::string_view>({
    "and", "begin",  "case",   "do",   "else",   "elsif", "ensure", "if",    "in",    "not",
    "or",  "rescue", "return", "then", "unless", "until", "when",   "while", "yield",
});

constexpr auto k_operators_as_symbols = std::to_array<std::string_view>({
    "[]=", "[]", "<=>", "===", "==", "=~", "!=", "!~", "**", "+@", "-@", "<<", ">>", "<=",
    ">=",  "+",  "-",   "*",   "/",  "%",  "<",  ">",  "!",  "&",  "|",  "^",  "~",  "`",
});

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Bytes of other alphabets are letters to Ruby.
bool begins_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool continues_word(char c)
{
    return begins_word(c) || is_digit(c);
}

template <class List> bool is_among(List const &list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

template <class List> std::string_view longest(List const &list, std::string_view text)
{
    for (auto const item : list)
        if (text.starts_with(item)) return item;
    return {};
}

bool is_sign(Token const &token, std::string_view text)
{
    return token.kind == Token::Kind::sign && token.text == text;
}

bool closes(Token const &token)
{
    return is_sign(token, ")") || is_sign(token, "]") || is_sign(token, "}");
}

}  // namespace

Token &RubyReader::add(Token::Kind kind, std::size_t begin)
{
    auto &tokens = m_stretches[m_stretch].tokens;
    tokens.push_back({.kind = kind, .begin = begin, .end = m_at, .spaced = m_spaced});
    m_spaced = false;
    return tokens.back();
}

Token const *RubyReader::last(std::size_t back) const
{
    auto const &tokens = m_stretches[m_stretch].tokens;
    return back < tokens.size() ? &tokens[tokens.size() - 1 - back] : nullptr;
}

std::vector<Stretch> RubyReader::all()
{
    code(false);
    return std::move(m_stretches);
}

// Until the source ends; `inside` an interpolation until its brace.
void RubyReader::code(bool inside)
{
    std::size_t open = 0;
    while (!done()) {
        blank();
        if (done()) return;
        if (at() == '}' && open == 0 && inside) return;
        if (at() == '{') ++open;
        if (at() == '}' && open > 0) --open;
        bool const ends =
            at_line_start() && rest().starts_with("__END__") && (at(7) == '\n' || at(7) == '\r' || at(7) == '\0');
        if (ends && !inside) {
            m_at = m_source.size();
            return;
        }
        one();
    }
}

void RubyReader::blank()
{
    for (; !done(); m_spaced = true) {
        if (at() == ' ' || at() == '\t' || at() == '\r' || at() == '\f' || at() == '\v')
            ++m_at;
        else if (at() == '\\' && at(1) == '\n')
            m_at += 2;
        else if (at() == '#')
            m_at = std::min(m_source.find('\n', m_at), m_source.size());
        else if (!block_comment())
            return;
    }
}

bool RubyReader::block_comment()
{
    if (!at_line_start() || !rest().starts_with("=begin")) return false;
    auto const end = m_source.find("\n=end", m_at);
    if (end == m_source.npos)
        m_at = m_source.size();
    else
        m_at = std::min(m_source.find('\n', end + 1), m_source.size());
    return true;
}

void RubyReader::one()
{
    if (at() == '\n' || at() == ';') return newline();
    if (literal()) return;
    if (begins_word(at()) || at() == '@' || at() == '$') return word();
    if (is_digit(at())) return number();
    if (at() == ':') return colon();
    sign();
}

void RubyReader::newline()
{
    auto const begin = m_at;
    bool const semicolon = at() == ';';
    ++m_at;
    if (!semicolon && !m_heredocs.empty()) read_heredocs();
    if (semicolon || may_end_statement()) add(Token::Kind::newline, begin).end = begin + 1;
    m_spaced = true;
}

// A line that ends in an operator goes on, and so does one before a leading dot.
bool RubyReader::may_end_statement() const
{
    auto const *before = last();
    if (!before || before->kind == Token::Kind::newline) return false;
    if (before->kind == Token::Kind::label) return false;
    if (before->kind == Token::Kind::sign && !closes(*before)) return false;
    if (before->kind == Token::Kind::word && (before->text == "and" || before->text == "or")) return false;
    auto const next = m_source.find_first_not_of(" \t\r\n", m_at);
    if (next == m_source.npos) return true;
    auto const text = m_source.substr(next, 2);
    return !(text == "&." || (text[0] == '.' && text != ".."));
}

void RubyReader::word()
{
    auto const begin = m_at;
    if (at() == '$' && !begins_word(at(1)) && !done()) {
        m_at = std::min(m_at + 2, m_source.size());  // $~, $", $1
    } else {
        while (at() == '@' || at() == '$') ++m_at;
        while (continues_word(at())) ++m_at;
        bool const sigil = at() == '?' || at() == '!';
        if (sigil && (at(1) != '=' || at(2) == '=' || at(2) == '~' || at(2) == '>')) ++m_at;
    }
    auto const text = m_source.substr(begin, m_at - begin);
    auto const *before = last();
    bool const called = before && (is_sign(*before, ".") || is_sign(*before, "&.") || is_sign(*before, "::"));
    if (at() == ':' && at(1) != ':' && !called) {
        ++m_at;
        add(Token::Kind::label, begin).text = text;
    } else {
        add(Token::Kind::word, begin).text = text;
    }
}

void RubyReader::number()
{
    auto const begin = m_at;
    while (continues_word(at()) || (at() == '.' && is_digit(at(1)))) {
        bool const exponent = (at() == 'e' || at() == 'E') && (at(1) == '-' || at(1) == '+') && is_digit(at(2));
        m_at += exponent ? 2 : 1;
    }
    add(Token::Kind::number, begin).text = m_source.substr(begin, m_at - begin);
}

void RubyReader::colon()
{
    auto const begin = m_at;
    if (at(1) == ':') return sign();
    if (at(1) == '"' || at(1) == '\'') {
        m_at += 2;
        return quoted(Token::Kind::symbol, begin,
                      {.close = m_source[begin + 1], .interpolates = m_source[begin + 1] == '"'});
    }
    auto const name = m_at + 1;
    auto end = name;
    while (end < m_source.size() && (m_source[end] == '@' || m_source[end] == '$')) ++end;
    if (end < m_source.size() && begins_word(m_source[end])) {
        while (end < m_source.size() && continues_word(m_source[end])) ++end;
        auto const next = m_source.substr(end, 2);
        if (next.starts_with('?') || next.starts_with('!')) end += next != "?:" && next != "!=" ? 1 : 0;
        if (next.starts_with('=') && next != "==" && next != "=~" && next != "=>") ++end;
    } else {
        end = name;
        if (operand_follows()) end += longest(k_operators_as_symbols, m_source.substr(name)).size();
    }
    if (end == name) return sign();
    m_at = end;
    add(Token::Kind::symbol, begin).text = m_source.substr(name, end - name);
}

void RubyReader::sign()
{
    auto const begin = m_at;
    auto const found = longest(k_signs, rest());
    m_at += std::max<std::size_t>(found.size(), 1);
    add(Token::Kind::sign, begin).text = m_source.substr(begin, m_at - begin);
}

// Does a value begin here, rather than an operator stand?
bool RubyReader::operand_follows() const
{
    auto const *before = last();
    if (!before) return true;
    switch (before->kind) {
    case Token::Kind::newline:
    case Token::Kind::label: return true;
    case Token::Kind::sign: return !closes(*before);
    case Token::Kind::word: break;
    default: return false;
    }
    auto const *earlier = last(1);
    bool const called = earlier && (is_sign(*earlier, ".") || is_sign(*earlier, "&."));
    if (before->text == "def") return false;
    return (!called && is_among(k_openers, before->text)) || is_glued_operand();
}

// `puts /x/`: a space before, none behind, after the name of a method.
bool RubyReader::is_glued_operand() const
{
    auto const first = last()->text.front();
    bool const variable = first == '@' || first == '$' || (first >= 'A' && first <= 'Z');
    auto const next = at(1);
    return !variable && m_spaced && next != ' ' && next != '\t' && next != '\n' && next != '=' && next != '\0';
}

std::vector<Stretch> ruby_stretches(std::string_view source)
{
    return RubyReader{source}.all();
}

}  // namespace omactl::settings
