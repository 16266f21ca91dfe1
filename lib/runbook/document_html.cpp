#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/document.hpp"

#include <cmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace omactl::runbook {

namespace {

constexpr std::ptrdiff_t k_open_lines = 12;  // longer outputs are folded
constexpr int k_least_quoted_heading = 4;    // those of a page stand below the step's

// The policy lets a browser load and run nothing, should an escape ever be forgotten.
constexpr std::string_view k_head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>{0}</title>
<style>
:root {{ color-scheme: light dark; --line: #8886; --soft: #8882; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; }}
h2 {{ font-size: 1.25rem; border-bottom: 1px solid var(--line); margin-top: 2rem; }}
h3 {{ font-size: 1.05rem; margin-bottom: .5rem; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }}
dt {{ opacity: .7; }}
dd {{ margin: 0; }}
code, pre {{ font: .85rem/1.4 ui-monospace, monospace; }}
code {{ background: var(--soft); padding: .1em .3em; border-radius: .2em; }}
pre {{ background: var(--soft); padding: .6rem; border-radius: .3rem; overflow-x: auto; overflow-wrap: normal; }}
pre code {{ background: none; padding: 0; }}
blockquote {{ margin: .5rem 0; padding-left: .8rem; border-left: 3px solid var(--line); opacity: .85; }}
ol, ul {{ padding-left: 1.2rem; }}
ol.timeline {{ list-style: none; padding-left: .8rem; border-left: 3px solid var(--line); }}
ol.timeline > li {{ margin-bottom: .8rem; }}
time {{ opacity: .7; font-size: .85rem; display: block; }}
summary {{ cursor: pointer; opacity: .8; }}
</style>
</head>
<body>
<h1>{0}</h1>
)";

/// For text and for values in "…". What is no character of XML is left out.
std::string escaped(std::string_view safe)
{
    std::string html;
    for (std::size_t i = 0; i < safe.size(); ++i) {
        switch (safe[i]) {
        case '&': html += "&amp;"; break;
        case '<': html += "&lt;"; break;
        case '>': html += "&gt;"; break;
        case '"': html += "&quot;"; break;
        case '\'': html += "&#39;"; break;
        case '\xef':
            if (safe.substr(i, 3) == "\xef\xbf\xbe" || safe.substr(i, 3) == "\xef\xbf\xbf") {
                i += 2;
                break;
            }
            [[fallthrough]];
        default: html += safe[i];
        }
    }
    return html;
}

std::string words(std::string_view raw)
{
    return escaped(printable(raw));
}

std::string line_of(Text const &text)
{
    std::string line;
    for (auto const &span : text)
        line += span.is_code ? fmt::format("<code>{}</code>", words(span.text)) : words(span.text);
    return line;
}

std::string block_of(Output const &output)
{
    auto const safe = safe_lines(output.text);
    auto const pre = fmt::format("<pre>{}</pre>\n", escaped(safe));
    auto const lines = std::count(safe.begin(), safe.end(), '\n');
    if (lines <= k_open_lines) return pre;
    return fmt::format("<details><summary>{}</summary>\n{}</details>\n", counted(lines, "line"), pre);
}

// An image would be loaded when the report is opened: it becomes a link to it.
void replace_image(cmark_node *image)
{
    auto *link = cmark_node_new(CMARK_NODE_LINK);
    cmark_node_set_url(link, cmark_node_get_url(image));
    while (auto *child = cmark_node_first_child(image)) {
        cmark_node_unlink(child);
        cmark_node_append_child(link, child);
    }
    cmark_node_replace(image, link);
    cmark_node_free(image);
}

// In the order in which a reader leaves them, so that what is replaced holds nothing to come.
void tame(cmark_node *document)
{
    std::vector<cmark_node *> images;
    std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> const iter{cmark_iter_new(document), &cmark_iter_free};
    for (auto event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(iter.get())) {
        auto *node = cmark_iter_get_node(iter.get());
        if (event != CMARK_EVENT_EXIT) continue;
        if (cmark_node_get_type(node) == CMARK_NODE_IMAGE) images.push_back(node);
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
            cmark_node_set_heading_level(node, std::max(cmark_node_get_heading_level(node), k_least_quoted_heading));
    }
    for (auto *image : images) replace_image(image);
}

// cmark leaves HTML and dangerous addresses of the page away unless it is asked for them.
std::string rendered(std::string const &markdown)
{
    auto const safe = safe_lines(markdown);
    std::unique_ptr<cmark_node, decltype(&cmark_node_free)> const document{
        cmark_parse_document(safe.data(), safe.size(), CMARK_OPT_DEFAULT), &cmark_node_free};
    tame(document.get());
    std::unique_ptr<char, decltype(&std::free)> const html{cmark_render_html(document.get(), CMARK_OPT_SAFE),
                                                           &std::free};
    return html.get();
}

class Writer {
public:
    std::string text;

    void operator()(Heading const &heading)
    {
        text += fmt::format("<h{0}>{1}</h{0}>\n", heading.level, words(heading.text));
    }
    void operator()(Paragraph const &paragraph) { text += fmt::format("<p>{}</p>\n", line_of(paragraph.text)); }
    void operator()(Facts const &facts)
    {
        text += "<dl>\n";
        for (auto const &[label, value] : facts.rows)
            text += fmt::format("<dt>{}</dt><dd>{}</dd>\n", words(label), line_of(value));
        text += "</dl>\n";
    }
    void operator()(Quotation const &quotation)
    {
        text += fmt::format("<blockquote>\n{}</blockquote>\n", rendered(quotation.markdown));
    }
    void operator()(Items const &items)
    {
        text += "<ol class=\"timeline\">\n";
        for (auto const &item : items) add(item);
        text += "</ol>\n";
    }

private:
    void add(Item const &item)
    {
        text += "<li>";
        if (!item.at.empty())
            text += fmt::format("<time datetime=\"{}\">{}</time> ", words(item.at), words(short_time(item.at)));
        text += line_of(item.text) + "\n";
        if (!item.notes.empty()) text += "<ul>\n";
        for (auto const &note : item.notes) text += fmt::format("<li>{}</li>\n", line_of(note));
        if (!item.notes.empty()) text += "</ul>\n";
        for (auto const &output : item.outputs) text += block_of(output);
        text += "</li>\n";
    }
};

}  // namespace

std::string html_of(Document const &document)
{
    Writer writer;
    writer.text = fmt::format(fmt::runtime(k_head), words(document.title));
    for (auto const &part : document.parts) std::visit(writer, part);
    return std::move(writer.text) + "</body>\n</html>\n";
}

}  // namespace omactl::runbook
