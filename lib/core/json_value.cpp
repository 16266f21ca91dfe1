#include "lib/core/scan.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/utf8.hpp"

namespace omactl {

namespace {

constexpr char32_t k_high_surrogate = 0xd800, k_low_surrogate = 0xdc00;

char32_t hex4(std::string_view digits)
{
    char32_t value = 0;
    for (char const c : digits.substr(0, 4))
        value = value << 4 | static_cast<char32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    return value;
}

/// Takes "uXXXX" off the front, and the low half that a high surrogate calls for. A half without
/// the other is kept (three bytes, not UTF-8): two different payloads must not become one text.
char32_t take_unicode(std::string_view &rest)
{
    auto const code = hex4(rest.substr(1));
    rest.remove_prefix(5);
    if ((code & 0xfc00) != k_high_surrogate || !rest.starts_with("\\u")) return code;
    auto const low = hex4(rest.substr(2));
    if ((low & 0xfc00) != k_low_surrogate) return code;
    rest.remove_prefix(6);
    return 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
}

char short_escape(char c)
{
    switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
    }
}

bool is_string(std::string_view raw)
{
    return raw.starts_with('"');
}

bool is_integer(std::string_view raw)
{
    return !raw.empty() && raw.find_first_not_of("-0123456789") == std::string_view::npos;
}

/// Steps over the bytes that mean something: all but white space outside of strings.
class Bytes {
public:
    explicit Bytes(std::string_view raw) : m_at(raw.data()), m_end(raw.data() + raw.size()) {}
    /// The next byte, or -1.
    int next()
    {
        if (!m_in_string) m_at = scan::space(m_at, m_end);
        if (m_at == m_end) return -1;
        char const c = *m_at++;
        if (c == '"' && !m_escaped) m_in_string = !m_in_string;
        m_escaped = m_in_string && c == '\\' && !m_escaped;
        return static_cast<unsigned char>(c);
    }

private:
    scan::Place m_at, m_end;
    bool m_in_string = false;
    bool m_escaped = false;
};

}  // namespace

std::optional<std::string> json_text(std::string_view raw)
{
    std::string text;
    if (!append_json_text(text, raw)) return std::nullopt;
    return text;
}

bool append_json_text(std::string &text, std::string_view raw)
{
    auto const end = raw.data() + raw.size();
    if (raw.empty() || scan::string(raw.data(), end) != end) return false;
    auto rest = raw.substr(1, raw.size() - 2);
    text.reserve(text.size() + rest.size());
    for (;;) {
        auto const plain = rest.find('\\');
        text += rest.substr(0, plain);
        if (plain == std::string_view::npos) return true;
        rest.remove_prefix(plain + 1);
        if (rest.front() == 'u') {
            utf8::append(text, take_unicode(rest));
        } else {
            text += short_escape(rest.front());
            rest.remove_prefix(1);
        }
    }
}

bool json_same(std::string_view a, std::string_view b)
{
    if (a == b) return true;
    if (is_string(a) && is_string(b)) {
        auto const text = json_text(a);
        return text && text == json_text(b);
    }
    // JSON has no leading zeros, so an integer is written in one way but for nought.
    if (is_integer(a) && is_integer(b)) return (a == "-0" ? "0" : a) == (b == "-0" ? "0" : b);
    Bytes left{a}, right{b};
    for (;;) {
        int const byte = left.next();
        if (byte != right.next()) return false;
        if (byte < 0) return true;
    }
}

}  // namespace omactl
