#pragma once

#include "lib/core/secret.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace omactl::runbook {

/// A piece of a line: words, or something to be typed. Raw: it is made safe when it is written.
struct Span {
    std::string text;
    bool is_code = false;
    Span(std::string words, bool code = false) : text(std::move(words)), is_code(code) {}
    Span(char const *words) : text(words) {}
};
using Text = std::vector<Span>;
inline Span code(std::string text)
{
    return {std::move(text), true};
}

struct Heading {
    int level = 2;  ///< 1 is the document's title
    std::string text;
};
struct Paragraph {
    Text text;
};
/// Label and value, one a line.
struct Facts {
    std::vector<std::pair<std::string, Text>> rows;
};
/// What a page says, as Markdown.
struct Quotation {
    std::string markdown;
};
/// Lines as a program printed them.
struct Output {
    std::string text;
};
/// One entry of a timeline.
struct Item {
    std::string at;  ///< RFC 3339, or ""
    Text text;
    std::vector<Text> notes;
    std::vector<Output> outputs;
};
using Items = std::vector<Item>;

/// A report, written as Markdown or as HTML.
struct Document {
    std::string title;
    std::vector<std::variant<Heading, Paragraph, Facts, Quotation, Items>> parts;
};

/// Removes secrets from every text of it. Before it is written: marks and escapes would hide them.
void redact(Document &document, Secrets const &secrets);

/// Of long outputs the middle is left out; the HTML has all of it.
std::string markdown_of(Document const &document);
/// One file that needs nothing else: no script, no address that a browser would load. It is XML too.
std::string html_of(Document const &document);

/// "2026-11-23T03:12:07.123Z" → "2026-11-23 03:12:07Z"
std::string short_time(std::string_view rfc3339);
/// Lines that a terminal and a browser can take: newline and tab stay, other control characters go or
/// become visible.
std::string safe_lines(std::string_view text);

}  // namespace omactl::runbook
