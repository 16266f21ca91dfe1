#include "lib/runbook/render.hpp"

#include "lib/cli/table.hpp"
#include "lib/core/text.hpp"

#include <cmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace omactl::runbook {

namespace {

constexpr std::size_t k_pipe_width = 80, k_widest = 100;

/// Words into lines of a width, each behind its indentation.
std::string wrapped(std::string const &text, std::string const &first, std::string const &rest, std::size_t width)
{
    std::string all, line = first;
    bool empty = true;
    for (auto const part : split(text, '\n')) {
        for (auto const word : split(part, ' ')) {
            if (word.empty()) continue;
            if (!empty && columns(line) + 1 + columns(word) > width) {
                all += line + '\n';
                line = rest;
                empty = true;
            }
            line += (empty ? "" : " ") + std::string(word);
            empty = false;
        }
    }
    return empty ? all : all + line + '\n';
}

class Renderer {
public:
    Renderer(std::size_t width, bool colour) : m_width(width), m_colour(colour) {}

    void blocks(cmark_node *parent, std::string const &first, std::string const &rest)
    {
        auto lead = first;
        for (auto *node = cmark_node_first_child(parent); node; node = cmark_node_next(node)) {
            if (node != cmark_node_first_child(parent) && !is_tight(parent)) m_text += '\n';
            block(node, lead, rest);
            lead = rest;
        }
    }
    std::string take() { return std::move(m_text); }

private:
    static bool is_tight(cmark_node *item)
    {
        return cmark_node_get_type(item) == CMARK_NODE_ITEM && cmark_node_get_list_tight(cmark_node_parent(item)) != 0;
    }

    void block(cmark_node *node, std::string const &first, std::string const &rest)
    {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_CODE_BLOCK: return code(node, rest);
        case CMARK_NODE_LIST: return list(node, rest);
        case CMARK_NODE_BLOCK_QUOTE: return blocks(node, rest + "| ", rest + "| ");
        case CMARK_NODE_THEMATIC_BREAK: m_text += rest + "---\n"; return;
        case CMARK_NODE_HTML_BLOCK: return;
        case CMARK_NODE_HEADING: m_text += rest + cli::toned(spans(node), cli::Tone::strong, m_colour) + '\n'; return;
        default: m_text += wrapped(spans(node), first, rest, m_width);
        }
    }

    void code(cmark_node *node, std::string const &indent)
    {
        auto lines = split(cmark_node_get_literal(node), '\n');
        if (!lines.empty() && lines.back().empty()) lines.pop_back();
        for (auto const line : lines) m_text += fmt::format("{}    {}\n", indent, printable(line));
    }

    void list(cmark_node *node, std::string const &indent)
    {
        int number =
            cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? std::max(cmark_node_get_list_start(node), 1) : 0;
        for (auto *item = cmark_node_first_child(node); item; item = cmark_node_next(item)) {
            auto const mark = number > 0 ? fmt::format("{}. ", number++) : std::string("- ");
            blocks(item, indent + mark, indent + std::string(mark.size(), ' '));
        }
    }

    // The text of paragraphs and headings: emphasis goes, a link keeps its address, code its ticks.
    std::string spans(cmark_node *node)
    {
        std::string text;
        for (auto *at = cmark_node_first_child(node); at; at = cmark_node_next(at)) {
            switch (cmark_node_get_type(at)) {
            case CMARK_NODE_TEXT: text += printable(cmark_node_get_literal(at)); break;
            case CMARK_NODE_CODE:
                text +=
                    cli::toned(fmt::format("`{}`", printable(cmark_node_get_literal(at))), cli::Tone::strong, m_colour);
                break;
            case CMARK_NODE_SOFTBREAK:
            case CMARK_NODE_LINEBREAK: text += ' '; break;
            case CMARK_NODE_LINK: text += fmt::format("{} ({})", spans(at), printable(cmark_node_get_url(at))); break;
            case CMARK_NODE_HTML_INLINE: break;
            default: text += spans(at);
            }
        }
        return text;
    }

    std::string m_text;
    std::size_t m_width;
    bool m_colour;
};

}  // namespace

std::string rendered(std::string_view markdown, cli::Io const &io)
{
    std::unique_ptr<cmark_node, decltype(&cmark_node_free)> const document{
        cmark_parse_document(markdown.data(), markdown.size(), CMARK_OPT_DEFAULT), &cmark_node_free};
    auto const width = io.err_is_terminal()
                           ? std::min<std::size_t>(static_cast<std::size_t>(std::max(io.width(), 20)), k_widest)
                           : k_pipe_width;
    Renderer renderer{width, io.colour()};
    renderer.blocks(document.get(), "", "");
    return renderer.take();
}

std::string heading(std::string_view text, cli::Io const &io)
{
    if (io.colour()) return cli::toned(text, cli::Tone::strong, true);
    return fmt::format("{}\n{}", text, std::string(columns(text), '-'));
}

}  // namespace omactl::runbook
