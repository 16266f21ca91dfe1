#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace omactl::runbook {

namespace {

constexpr std::size_t k_most_lines = 200, k_last_lines = 50;

std::size_t longest_run(std::string_view text, char wanted)
{
    std::size_t longest = 0, run = 0;
    for (char const c : text) {
        run = c == wanted ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

bool is_word(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// Only what would be read as a mark: text with a backslash before every bracket is hard to read.
bool is_mark(std::string_view text, std::size_t i)
{
    char const c = text[i];
    char const before = i > 0 ? text[i - 1] : ' ', after = i + 1 < text.size() ? text[i + 1] : ' ';
    switch (c) {
    case '\\': return std::ispunct(static_cast<unsigned char>(after)) != 0;
    case '`':
    case '*': return true;
    case '_': return !is_word(before) || !is_word(after);
    case '~': return before == '~' || after == '~';
    case '<': return is_word(after) || after == '/' || after == '!' || after == '?';
    case '&': return is_word(after) || after == '#';
    case ']': return after == '(' || after == '[' || after == ':';
    case '#':
    case '+':
    case '=':
    case '-': return i == 0;
    default: return false;
    }
}

std::string words(std::string_view raw)
{
    auto const text = printable(raw);
    std::string escaped;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_mark(text, i)) escaped += '\\';
        escaped += text[i];
    }
    return escaped;
}

std::string code_span(std::string_view raw)
{
    auto const text = printable(raw);
    if (text.empty()) return {};
    std::string const ticks(longest_run(text, '`') + 1, '`');
    auto const *const gap = text.front() == '`' || text.back() == '`' ? " " : "";
    return fmt::format("{0}{1}{2}{1}{0}", ticks, gap, text);
}

std::string line_of(Text const &text)
{
    std::string line;
    for (auto const &span : text) line += span.is_code ? code_span(span.text) : words(span.text);
    return line;
}

std::vector<std::string> shortened(std::string_view text)
{
    std::vector<std::string> lines;
    for (auto const line : split(text, '\n')) lines.emplace_back(line);
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    if (lines.size() <= k_most_lines) return lines;
    auto const left_out = lines.size() - k_most_lines;
    auto const first = lines.begin() + static_cast<std::ptrdiff_t>(k_most_lines - k_last_lines);
    lines.erase(first, first + static_cast<std::ptrdiff_t>(left_out));
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(k_most_lines - k_last_lines),
                 fmt::format("… {} left out; --html has them", counted(static_cast<std::int64_t>(left_out), "line")));
    return lines;
}

std::string block_of(Output const &output, std::string_view indent)
{
    auto const safe = safe_lines(output.text);
    std::string const fence(std::max<std::size_t>(3, longest_run(safe, '`') + 1), '`');
    auto text = fmt::format("\n{}{}text\n", indent, fence);
    for (auto const &line : shortened(safe)) text += line.empty() ? "\n" : fmt::format("{}{}\n", indent, line);
    return text + fmt::format("{}{}\n", indent, fence);
}

class Writer {
public:
    std::string text;

    void operator()(Heading const &heading)
    {
        text +=
            fmt::format("\n{} {}\n", std::string(static_cast<std::size_t>(heading.level), '#'), words(heading.text));
    }
    void operator()(Paragraph const &paragraph) { text += fmt::format("\n{}\n", line_of(paragraph.text)); }
    void operator()(Facts const &facts)
    {
        text += '\n';
        for (auto const &[label, value] : facts.rows)
            text += fmt::format("- **{}**: {}\n", words(label), line_of(value));
    }
    void operator()(Quotation const &quotation)
    {
        text += '\n';
        for (auto const line : split(trim(quotation.markdown), '\n'))
            text += line.empty() ? ">\n" : fmt::format("> {}\n", safe_lines(line));
    }
    void operator()(Items const &items)
    {
        text += '\n';
        for (auto const &item : items) {
            text += fmt::format("- {}{}\n", item.at.empty() ? "" : short_time(item.at) + " ", line_of(item.text));
            for (auto const &note : item.notes) text += fmt::format("  - {}\n", line_of(note));
            for (auto const &output : item.outputs) text += block_of(output, "  ");
        }
    }
};

}  // namespace

std::string markdown_of(Document const &document)
{
    Writer writer;
    writer.text = fmt::format("# {}\n", words(document.title));
    for (auto const &part : document.parts) std::visit(writer, part);
    return std::move(writer.text);
}

}  // namespace omactl::runbook
