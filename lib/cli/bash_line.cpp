#include "lib/cli/bash_line.hpp"

namespace omactl::cli {

namespace {

constexpr std::string_view k_blank = " \t\n";
constexpr std::string_view k_special_in_double = "$`\"\\";

class Reader {
public:
    Reader(std::string_view line, std::string_view breaks) : m_line(line), m_breaks(breaks) {}
    BashLine read();

private:
    void plain(char c);
    void quoted(char c);
    bool backslash();
    std::string &word() { return m_result.words.back(); }

    std::string_view m_line, m_breaks;
    std::size_t m_at = 0;
    std::size_t m_kept_before_quote = 0;
    bool m_inside = false;  // a word, even an empty one in quotes
    BashLine m_result;
};

// Takes the next character as it is; false at the end of the line.
bool Reader::backslash()
{
    if (m_at == m_line.size()) return false;
    word() += m_line[m_at++];
    return true;
}

void Reader::plain(char c)
{
    if (k_blank.find(c) != std::string_view::npos) {
        m_inside = false;
        return;
    }
    if (!m_inside) {
        m_result.words.emplace_back();
        m_result.kept = 0;
        m_inside = true;
    }
    if (c == '\'' || c == '"') {
        m_result.quote = c;
        m_kept_before_quote = m_result.kept;
        m_result.kept = word().size();
    } else if (c == '\\') {
        backslash();
    } else {
        word() += c;
        if (m_breaks.find(c) != std::string_view::npos) m_result.kept = word().size();
    }
}

void Reader::quoted(char c)
{
    if (c == m_result.quote) {
        m_result.quote = 0;
        m_result.kept = m_kept_before_quote;
        return;
    }
    bool const escapes = c == '\\' && m_result.quote == '"' && m_at < m_line.size() &&
                         k_special_in_double.find(m_line[m_at]) != std::string_view::npos;
    if (!escapes || !backslash()) word() += c;
}

BashLine Reader::read()
{
    while (m_at < m_line.size()) {
        char const c = m_line[m_at++];
        if (m_result.quote == 0)
            plain(c);
        else
            quoted(c);
    }
    if (!m_inside) {
        m_result.words.emplace_back();
        m_result.kept = 0;
    }
    return m_result;
}

bool is_plain(char c)
{
    bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || (c & 0x80) != 0 || std::string_view{"_-./:=@%+,"}.find(c) != std::string_view::npos;
}

}  // namespace

BashLine bash_line(std::string_view line, std::string_view breaks)
{
    return Reader{line, breaks}.read();
}

std::string BashLine::reply(std::string_view word) const
{
    std::string text;
    for (char const c : word.substr(kept)) {
        if (quote == '\'' && c == '\'')
            text += "'\\'";
        else if (quote == '"' ? k_special_in_double.find(c) != std::string_view::npos : quote == 0 && !is_plain(c))
            text += '\\';
        text += c;
    }
    return text;
}

}  // namespace omactl::cli
