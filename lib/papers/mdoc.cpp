#include "lib/papers/mdoc.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

namespace omactl::papers {

namespace {

// The day on which the pages of this version were last read from top to bottom.
constexpr std::string_view k_date = "November 23, 2026";

// The code point that begins at `at`, and moves on behind it. Our own texts are valid UTF-8.
char32_t next_code_point(std::string_view text, std::size_t &at)
{
    auto const first = static_cast<unsigned char>(text[at++]);
    if (first < 0x80) return first;
    int const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    char32_t code = first & (0x3f >> more);
    for (int i = 0; i < more && at < text.size(); ++i)
        code = code << 6 | (static_cast<unsigned char>(text[at++]) & 0x3f);
    return code;
}

std::string escaped(std::string_view text, bool literal)
{
    std::string out;
    bool bold = false;
    for (std::size_t at = 0; at < text.size();) {
        auto const c = next_code_point(text, at);
        if (c >= 0x80)
            out += fmt::format("\\[u{:04X}]", static_cast<std::uint32_t>(c));
        else if (c == '\\')
            out += "\\e";
        else if (c == '-' && (literal || bold))
            out += "\\-";
        else if (c == '`' && !literal)
            out += (bold = !bold) ? "\\fB" : "\\fP";
        else
            out += static_cast<char>(c);
    }
    bool const request = out.starts_with('.') || out.starts_with('\'');
    return request ? "\\&" + out : out;
}

}  // namespace

std::string mdoc_text(std::string_view text)
{
    return escaped(text, false);
}

std::string mdoc_literal(std::string_view text)
{
    return escaped(text, true);
}

Mdoc::Mdoc(std::string_view name, int section, std::string_view what)
{
    std::string title(name);
    std::transform(title.begin(), title.end(), title.begin(), [](unsigned char c) { return std::toupper(c); });
    m_text = fmt::format(".\\\" Made from the definitions in the program; a test compares the two.\n.Dd {}\n.Dt {} {}\n"
                         ".Os omactl " OMACTL_VERSION "\n",
                         k_date, title, section);
    heading("NAME");
    line(fmt::format(".Nm {}", name));
    line(fmt::format(".Nd {}", mdoc_text(what)));
}

void Mdoc::line(std::string_view raw)
{
    m_text += fmt::format("{}\n", raw);
    m_at_start = false;
}

void Mdoc::heading(std::string_view title)
{
    line(fmt::format(".Sh {}", title));
    m_at_start = true;
}

void Mdoc::subheading(std::string_view title)
{
    line(fmt::format(".Ss {}", title));
    m_at_start = true;
}

void Mdoc::break_paragraph()
{
    if (!m_at_start) line(".Pp");
    m_at_start = true;
}

void Mdoc::paragraphs(std::string_view text)
{
    std::vector<std::string_view> kept;
    auto const flush = [&] {
        if (!kept.empty()) literal(fmt::format("{}", fmt::join(kept, "\n")));
        kept.clear();
    };
    break_paragraph();
    for (auto const piece : split(text, '\n')) {
        if (piece.starts_with(' ')) {
            kept.push_back(trim(piece));
            continue;
        }
        flush();
        if (piece.empty())
            break_paragraph();
        else
            prose(piece);
    }
    flush();
}

void Mdoc::prose(std::string_view text)
{
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        if (text[at + 1] != ' ' || std::string_view{".?!"}.find(text[at]) == std::string_view::npos) continue;
        line(mdoc_text(text.substr(0, at + 1)));
        text.remove_prefix(at + 2);
        at = 0;
    }
    line(mdoc_text(text));
}

void Mdoc::literal(std::string_view lines)
{
    // A display breaks the paragraph itself.
    if (m_text.ends_with(".Pp\n")) m_text.erase(m_text.size() - 4);
    line(".Bd -literal -offset indent");
    for (auto const piece : split(lines, '\n')) line(mdoc_literal(piece));
    line(".Ed");
}

void Mdoc::begin_list()
{
    line(".Bl -tag -width Ds");
}

void Mdoc::item(std::string_view macros)
{
    line(fmt::format(".It {}", macros));
    m_at_start = true;
}

void Mdoc::end_list()
{
    line(".El");
}

}  // namespace omactl::papers
