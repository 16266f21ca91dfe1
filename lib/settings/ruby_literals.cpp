#include "lib/core/utf8.hpp"
#include "lib/settings/ruby_reader.hpp"

#include <algorithm>
#include <charconv>

namespace omactl::settings {

namespace {

constexpr unsigned k_deepest = 40;     // interpolations inside each other; deeper ones are text
constexpr unsigned k_vain_looks = 50;  // then << is an operator
constexpr std::size_t k_marks = 20;    // on one line

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_word_byte(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

char partner(char open)
{
    switch (open) {
    case '(': return ')';
    case '[': return ']';
    case '{': return '}';
    case '<': return '>';
    default: return open;
    }
}

char control(char c)
{
    switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 's': return ' ';
    case 'r': return '\r';
    case 'e': return '\x1b';
    case 'a': return '\a';
    case 'b': return '\b';
    case 'v': return '\v';
    case 'f': return '\f';
    default: return c;
    }
}

// The number at the front of `text`, of at most `most` digits, and how many there were.
std::pair<unsigned, std::size_t> digits(std::string_view text, std::size_t most, int base)
{
    unsigned value = 0;
    text = text.substr(0, most);
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc{} ? std::pair{value, static_cast<std::size_t>(end - text.data())}
                                : std::pair{0U, std::size_t{0}};
}

std::string_view without_indent(std::string_view line)
{
    auto const first = line.find_first_not_of(" \t");
    return first == line.npos ? std::string_view{} : line.substr(first);
}

}  // namespace

bool RubyReader::literal()
{
    auto const begin = m_at;
    switch (at()) {
    case '"':
    case '\'':
        ++m_at;
        quoted(Token::Kind::string, begin, {.close = m_source[begin], .interpolates = m_source[begin] == '"'});
        return true;
    case '`':
        if (last() && (last()->text == "def" || last()->text == ".")) return false;
        ++m_at;
        quoted(Token::Kind::string, begin, {.close = '`'});
        return true;
    case '%': return operand_follows() && percent();
    case '/': return operand_follows() && regex();
    case '?': return operand_follows() && character();
    case '<': return heredoc_mark();
    default: return false;
    }
}

// m_at stands behind the opening mark.
void RubyReader::quoted(Token::Kind kind, std::size_t begin, Quoting const &quoting)
{
    bool const spaced = m_spaced;
    std::string text;
    bool dynamic = false;
    text_until(quoting, text, dynamic);
    auto &token = add(kind, begin);
    token.text = std::move(text);
    token.dynamic = dynamic;
    token.spaced = spaced;
}

void RubyReader::text_until(Quoting const &quoting, std::string &text, bool &dynamic)
{
    std::size_t open = 0;
    while (!done()) {
        char const c = at();
        if (c == '\\' && m_at + 1 < m_source.size()) {
            bool const plain =
                at(1) == '\\' || at(1) == quoting.close || (quoting.open != '\0' && at(1) == quoting.open);
            if (quoting.interpolates && !quoting.raw) {
                escape(text);
                continue;
            }
            if (!plain || quoting.raw) text += c;
            text += at(1);
            m_at += 2;
            continue;
        }
        if (c == '#' && at(1) == '{' && quoting.interpolates && m_depth < k_deepest) {
            interpolation(text, dynamic);
            continue;
        }
        ++m_at;
        if (c == quoting.close && open == 0) return;
        if (c == quoting.close) --open;
        if (c == quoting.open && quoting.open != '\0') ++open;
        text += c;
    }
}

// A backslash and what it stands for.
void RubyReader::escape(std::string &text)
{
    char const c = at(1);
    m_at += 2;
    if (c == '\n') return;
    if (c == 'u' && at() == '{') {
        ++m_at;
        while (!done() && at() != '}' && at() != '\n') {
            auto const [code, size] = digits(rest(), 6, 16);
            if (size > 0) utf8::append(text, std::min(code, 0x10ffffU));
            m_at += std::max<std::size_t>(size, 1);
        }
        if (at() == '}') ++m_at;
    } else if (c == 'u') {
        auto const [code, size] = digits(rest(), 4, 16);
        if (size > 0) utf8::append(text, code);
        m_at += size;
    } else if (c == 'x') {
        auto const [code, size] = digits(rest(), 2, 16);
        text += static_cast<char>(code);
        m_at += size;
    } else if (c >= '0' && c <= '7') {
        --m_at;
        auto const [code, size] = digits(rest(), 3, 8);
        text += static_cast<char>(code);
        m_at += size;
    } else {
        text += control(c);
    }
}

// #{…}: a stretch of its own.
void RubyReader::interpolation(std::string &text, bool &dynamic)
{
    auto const outer = m_stretch;
    bool const spaced = m_spaced;
    m_stretch = m_stretches.size();
    m_stretches.emplace_back();
    ++m_depth;
    m_at += 2;
    code(true);
    if (!done()) ++m_at;
    --m_depth;
    m_stretch = outer;
    m_spaced = spaced;
    text += '*';
    dynamic = true;
}

bool RubyReader::percent()
{
    auto const begin = m_at;
    bool const lettered = is_letter(at(1));
    char const letter = lettered ? at(1) : 'Q';
    char const open = at(lettered ? 2 : 1);
    if (lettered && std::string_view{"wWiIqQrsx"}.find(letter) == std::string_view::npos) return false;
    if (open == '\0' || static_cast<unsigned char>(open) <= ' ' || is_word_byte(open)) return false;
    if (!lettered && std::string_view{"([{<|!/^"}.find(open) == std::string_view::npos) return false;
    m_at += lettered ? 3 : 2;
    bool const nests = partner(open) != open;
    bool const list = letter == 'w' || letter == 'W' || letter == 'i' || letter == 'I';
    auto const kind = list            ? Token::Kind::words
                      : letter == 'r' ? Token::Kind::regex
                      : letter == 's' ? Token::Kind::symbol
                                      : Token::Kind::string;
    bool const interpolates = letter != 'w' && letter != 'i' && letter != 'q' && letter != 's';
    quoted(kind, begin, {nests ? open : '\0', partner(open), interpolates, list || letter == 'r'});
    return true;
}

bool RubyReader::regex()
{
    auto const begin = m_at;
    auto const near = m_source.substr(m_at + 1, 1'000);
    auto const line = near.substr(0, near.find('\n'));
    // After a name it may be a division all the same: then no second one stands on the line.
    if (last() && last()->kind == Token::Kind::word && line.find('/') == line.npos) return false;
    ++m_at;
    quoted(Token::Kind::regex, begin, {.close = '/', .raw = true});
    while (is_letter(at())) ++m_at;
    m_stretches[m_stretch].tokens.back().end = m_at;
    return true;
}

// ?a, ?\n
bool RubyReader::character()
{
    auto const begin = m_at;
    char const c = at(1);
    bool const escaped = c == '\\';
    if (static_cast<unsigned char>(c) <= ' ' || is_word_byte(at(escaped ? 3 : 2))) return false;
    std::string text(1, c);
    ++m_at;
    if (escaped && m_at + 1 < m_source.size()) {
        text.clear();
        escape(text);
    } else {
        ++m_at;
    }
    add(Token::Kind::string, begin).text = std::move(text);
    return true;
}

// <<~ID, <<-"ID", <<ID: the mark alone; the text follows at the end of the line.
bool RubyReader::heredoc_mark()
{
    if (at(1) != '<' || (last() && last()->text == "class" && last()->kind == Token::Kind::word)) return false;
    auto const begin = m_at;
    auto place = m_at + 2;
    Heredoc heredoc{.stretch = m_stretch, .token = 0, .id = {}};
    char const dash = place < m_source.size() ? m_source[place] : '\0';
    heredoc.indented = dash == '~' || dash == '-';
    heredoc.squiggly = dash == '~';
    if (heredoc.indented) ++place;
    char const quote = place < m_source.size() ? m_source[place] : '\0';
    bool const quotes = quote == '"' || quote == '\'' || quote == '`';
    if (quotes) ++place;
    auto end = place;
    while (end < m_source.size() &&
           (quotes ? m_source[end] != quote && m_source[end] != '\n' : is_word_byte(m_source[end])))
        ++end;
    if (end == place || end >= m_source.size() + (quotes ? 0 : 1) || (quotes && m_source[end] != quote)) return false;
    heredoc.id = m_source.substr(place, end - place);
    heredoc.interpolates = quote != '\'';
    bool const begins_id = quotes || !(heredoc.id[0] >= '0' && heredoc.id[0] <= '9');
    if (!begins_id || !(operand_follows() || heredoc.indented) || !has_end(heredoc.id)) return false;
    m_at = end + (quotes ? 1 : 0);
    add(Token::Kind::string, begin);
    heredoc.token = m_stretches[m_stretch].tokens.size() - 1;
    m_heredocs.push_back(std::move(heredoc));
    return true;
}

// Without its last line it is no heredoc, but `a <<b`.
bool RubyReader::has_end(std::string_view id)
{
    if (m_vain_looks >= k_vain_looks || m_heredocs.size() >= k_marks) return false;
    for (auto line = m_source.find('\n', m_at); line != m_source.npos; line = m_source.find('\n', line + 1)) {
        auto const text = without_indent(m_source.substr(line + 1, id.size() + 200));
        if (text.starts_with(id) && (text.size() == id.size() || text[id.size()] == '\n' || text[id.size()] == '\r'))
            return true;
    }
    ++m_vain_looks;
    return false;
}

void RubyReader::read_heredocs()
{
    auto const heredocs = std::move(m_heredocs);
    m_heredocs.clear();
    for (auto const &heredoc : heredocs) heredoc_body(heredoc);
}

bool RubyReader::is_last_line(Heredoc const &heredoc, std::string_view line) const
{
    if (line.ends_with('\r')) line.remove_suffix(1);
    return (heredoc.indented ? without_indent(line) : line) == heredoc.id;
}

void RubyReader::heredoc_body(Heredoc const &heredoc)
{
    std::string text;
    bool dynamic = false;
    while (!done()) {
        auto const line = m_source.substr(m_at, m_source.find('\n', m_at) - m_at);
        bool const last = is_last_line(heredoc, line);
        auto const end = std::min(m_at + line.size() + 1, m_source.size());
        if (last) {
            m_at = end;
            break;
        }
        if (heredoc.squiggly) m_at += line.size() - without_indent(line).size();
        while (m_at < end) {
            if (heredoc.interpolates && at() == '#' && at(1) == '{' && m_depth < k_deepest) {
                interpolation(text, dynamic);
            } else if (heredoc.interpolates && at() == '\\' && m_at + 1 < end) {
                escape(text);
            } else {
                text += at();
                ++m_at;
            }
        }
    }
    auto &token = m_stretches[heredoc.stretch].tokens[heredoc.token];
    token.text = std::move(text);
    token.dynamic = dynamic;
}

}  // namespace omactl::settings
