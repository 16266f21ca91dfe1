#include "lib/postgres/words.hpp"

#include <algorithm>

namespace omactl::postgres {

namespace {

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Reads as src/backend/parser/scan.l does.
class Reader {
public:
    explicit Reader(std::string_view sql) : m_sql(sql) {}

    std::optional<std::vector<Word>> all()
    {
        while (skip_blanks() && m_at < m_sql.size()) {
            if (!next()) return std::nullopt;
        }
        if (m_unsure) return std::nullopt;
        return std::move(m_words);
    }

private:
    char at(std::size_t ahead = 0) const { return m_at + ahead < m_sql.size() ? m_sql[m_at + ahead] : '\0'; }
    void add(Word::Kind kind, std::string text = {}) { m_words.push_back({kind, std::move(text)}); }

    /// False when a comment has no end.
    bool skip_blanks()
    {
        for (;;) {
            if (std::string_view{" \t\n\r\f\v"}.find(at()) != std::string_view::npos && m_at < m_sql.size()) {
                ++m_at;
            } else if (at() == '-' && at(1) == '-') {
                m_at = std::min(m_sql.find_first_of("\n\r", m_at), m_sql.size());
            } else if (at() == '/' && at(1) == '*') {
                if (!skip_comment()) return !(m_unsure = true);
            } else {
                return true;
            }
        }
    }

    bool skip_comment()
    {
        int depth = 0;
        while (m_at < m_sql.size()) {
            bool const opens = at() == '/' && at(1) == '*', closes = at() == '*' && at(1) == '/';
            m_at += opens || closes ? 2 : 1;
            depth += opens ? 1 : closes ? -1 : 0;
            if (depth == 0) return true;
        }
        return false;
    }

    bool next()
    {
        char const c = at(), quote = at(1);
        if (c == '\'') return string(false);
        if ((c == 'e' || c == 'E') && quote == '\'') return ++m_at, string(true);
        if (std::string_view{"bBxXnN"}.find(c) != std::string_view::npos && quote == '\'') return ++m_at, string(false);
        if ((c == 'u' || c == 'U') && quote == '&' && (at(2) == '\'' || at(2) == '"'))
            return false;  // may spell anything
        if (c == '"') return quoted_name();
        if (c == '$' && !is_digit(quote)) return dollar_string();
        if (is_letter(c)) return name();
        if (is_digit(c)) return number();
        add(Word::Kind::sign, std::string{c});
        ++m_at;
        return true;
    }

    /// A backslash before the closing quote means one thing or another (standard_conforming_strings).
    bool string(bool escapes)
    {
        for (++m_at; m_at < m_sql.size(); ++m_at) {
            if (at() == '\\' && !escapes && at(1) == '\'') return false;
            if (at() == '\\' && escapes) {
                ++m_at;
            } else if (at() == '\'' && at(1) == '\'') {
                ++m_at;
            } else if (at() == '\'') {
                ++m_at;
                add(Word::Kind::literal);
                return true;
            }
        }
        return false;
    }

    bool quoted_name()
    {
        std::string text;
        for (++m_at; m_at < m_sql.size(); ++m_at) {
            if (at() == '"' && at(1) != '"') {
                ++m_at;
                add(Word::Kind::quoted_name, std::move(text));
                return true;
            }
            if (at() == '"') ++m_at;
            text += at();
        }
        return false;
    }

    bool dollar_string()
    {
        auto end = m_at + 1;
        while (end < m_sql.size() && (is_letter(m_sql[end]) || is_digit(m_sql[end]))) ++end;
        if (end >= m_sql.size() || m_sql[end] != '$') return false;
        auto const tag = m_sql.substr(m_at, end + 1 - m_at);
        auto const close = m_sql.find(tag, end + 1);
        if (close == std::string_view::npos) return false;
        m_at = close + tag.size();
        add(Word::Kind::literal);
        return true;
    }

    bool name()
    {
        std::string text;
        for (; is_letter(at()) || is_digit(at()) || (at() == '$' && m_at < m_sql.size()); ++m_at) text += lower(at());
        add(Word::Kind::name, std::move(text));
        return true;
    }

    bool number()
    {
        while (is_digit(at()) || is_letter(at()) || at() == '.') ++m_at;
        add(Word::Kind::literal);
        return true;
    }

    std::string_view m_sql;
    std::size_t m_at = 0;
    bool m_unsure = false;
    std::vector<Word> m_words;
};

}  // namespace

std::optional<std::vector<Word>> words_of(std::string_view sql)
{
    if (sql.find('\0') != std::string_view::npos) return std::nullopt;
    return Reader{sql}.all();
}

}  // namespace omactl::postgres
