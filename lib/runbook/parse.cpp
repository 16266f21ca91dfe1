#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/attributes.hpp"
#include "lib/runbook/front_matter.hpp"
#include "lib/runbook/page.hpp"

#include <cmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace omactl::runbook {

namespace {

constexpr std::string_view k_fence = "---\n";

struct FreeNode {
    void operator()(cmark_node *node) const { cmark_node_free(node); }
};
using Document = std::unique_ptr<cmark_node, FreeNode>;

/// The front matter goes to the page; what is returned is the file with blank lines in its place, so
/// that the lines keep their numbers.
std::string without_front_matter(Page &page)
{
    std::string body = page.text;
    auto const end = body.starts_with(k_fence) ? body.find("\n---", k_fence.size() - 1) : std::string::npos;
    if (end == std::string::npos) {
        page.problems.push_back({1, "the page has no front matter", "---\\ntitle: …\\n---"});
        return body;
    }
    read_front_matter(std::string_view{body}.substr(k_fence.size(), end - k_fence.size() + 1), 2, page);
    auto const after = std::min(body.find('\n', end + 1), body.size());
    for (std::size_t i = 0; i < after; ++i)
        if (body[i] != '\n') body[i] = ' ';
    return body;
}

// The text of a heading, without its marks.
std::string plain_text(cmark_node *node)
{
    std::string text;
    std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> const walk{cmark_iter_new(node), &cmark_iter_free};
    for (auto event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(walk.get())) {
        auto *const at = cmark_iter_get_node(walk.get());
        auto const type = cmark_node_get_type(at);
        if (event == CMARK_EVENT_ENTER && (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE))
            text += cmark_node_get_literal(at);
        else if (event == CMARK_EVENT_ENTER && type == CMARK_NODE_SOFTBREAK)
            text += ' ';
    }
    return std::string(trim(text));
}

std::optional<Block::Kind> kind_of(cmark_node *node)
{
    if (cmark_node_get_type(node) != CMARK_NODE_CODE_BLOCK) return std::nullopt;
    std::string_view const info = cmark_node_get_fence_info(node);
    auto const word = info.substr(0, info.find_first_of(" \t{"));
    if (word == "omactl") return Block::Kind::omactl;
    if (word == "sh" || word == "bash" || word == "shell") return Block::Kind::shell;
    return std::nullopt;
}

Block read_block(cmark_node *node, Block::Kind kind, std::vector<Problem> &problems)
{
    Block block{.kind = kind, .line = cmark_node_get_start_line(node)};
    std::string_view const info = cmark_node_get_fence_info(node);
    auto const word = std::min(info.find_first_of(" \t"), info.size());
    block.attributes = parse_attributes(info.substr(word), block.line, problems);
    int number = block.line;
    for (auto const line : split(cmark_node_get_literal(node), '\n')) {
        ++number;
        if (kind == Block::Kind::shell || !trim(line).empty())
            block.lines.push_back({number, std::string(kind == Block::Kind::shell ? line : trim(line))});
    }
    if (kind == Block::Kind::shell && !block.lines.empty()) block.lines.pop_back();  // behind the last newline
    if (block.lines.empty()) problems.push_back({block.line, "the block is empty", "one command a line"});
    return block;
}

// Inside of a list or a quotation a block is text: it must not look as if it ran.
void refuse_nested(cmark_node *node, std::vector<Problem> &problems)
{
    for (auto *child = cmark_node_first_child(node); child; child = cmark_node_next(child)) {
        if (kind_of(child) == Block::Kind::omactl)
            problems.push_back({cmark_node_get_start_line(child), "a block inside of a list or quotation does not run",
                                "move it out, to the left edge"});
        refuse_nested(child, problems);
    }
}

/// Fills intro and steps from the document's blocks, in order.
class Outline {
public:
    Outline(std::string_view body, Page &page) : m_lines(split(body, '\n')), m_page(page) {}

    void add(cmark_node *node)
    {
        auto const type = cmark_node_get_type(node);
        auto const level = type == CMARK_NODE_HEADING ? cmark_node_get_heading_level(node) : 0;
        if (level == 2) return begin_step(node);
        if (level == 1 && m_page.steps.empty()) {
            m_from = cmark_node_get_end_line(node) + 1;
            if (m_page.title.empty()) m_page.title = plain_text(node);
            return;
        }
        if (auto const kind = kind_of(node)) return add_block(node, *kind);
        refuse_nested(node, m_page.problems);
    }

    void end() { add_prose(static_cast<int>(m_lines.size())); }

private:
    void begin_step(cmark_node *node)
    {
        add_prose(cmark_node_get_start_line(node) - 1);
        m_from = cmark_node_get_end_line(node) + 1;
        m_page.steps.push_back({plain_text(node), cmark_node_get_start_line(node), {}});
    }

    void add_block(cmark_node *node, Block::Kind kind)
    {
        add_prose(cmark_node_get_start_line(node) - 1);
        m_from = cmark_node_get_end_line(node) + 1;
        auto block = read_block(node, kind, m_page.problems);
        if (m_page.steps.empty())
            m_page.problems.push_back(
                {block.line, "a block stands before the first step", "## A heading makes a step"});
        else
            m_page.steps.back().parts.emplace_back(std::move(block));
    }

    // Lines m_from … last, as they stand.
    void add_prose(int last)
    {
        std::string text;
        for (int n = m_from; n <= last && n <= static_cast<int>(m_lines.size()); ++n)
            text += std::string(m_lines[static_cast<std::size_t>(n - 1)]) + '\n';
        auto const begin = text.find_first_not_of(" \n\t");
        if (begin == std::string::npos) return;
        text = text.substr(text.rfind('\n', begin) + 1);
        text.erase(text.find_last_not_of(" \n\t") + 1);
        if (m_page.steps.empty())
            m_page.intro += text + '\n';
        else
            m_page.steps.back().parts.emplace_back(Prose{text + '\n'});
    }

    std::vector<std::string_view> m_lines;
    Page &m_page;
    int m_from = 1;
};

void check_names(Page &page)
{
    if (page.title.empty()) page.problems.push_back({1, "the page has no title", "title: What is wrong, in one line"});
    if (page.steps.empty()) page.problems.push_back({1, "the page has no steps", "## A heading makes a step"});
    for (auto it = page.steps.begin(); it != page.steps.end(); ++it) {
        if (it->name.empty()) page.problems.push_back({it->line, "the step has no name", "## Name"});
        auto const twin = std::find_if(page.steps.begin(), it, [&](Step const &one) { return one.name == it->name; });
        if (twin != it)
            page.problems.push_back({it->line, fmt::format("two steps are named '{}'", it->name),
                                     fmt::format("the other stands in line {}", twin->line)});
    }
}

}  // namespace

bool Step::is_for_people() const
{
    return std::ranges::none_of(parts, [](auto const &part) { return std::holds_alternative<Block>(part); });
}

Page parse_page(std::string name, std::string path, std::string text)
{
    Page page{.name = std::move(name), .path = std::move(path), .text = std::move(text)};
    if (!is_utf8(page.text)) page.problems.push_back({1, "the page is not UTF-8", {}});
    auto const body = without_front_matter(page);
    Document const document{cmark_parse_document(body.data(), body.size(), CMARK_OPT_DEFAULT)};
    Outline outline{body, page};
    for (auto *node = cmark_node_first_child(document.get()); node; node = cmark_node_next(node)) outline.add(node);
    outline.end();
    check_names(page);
    std::ranges::stable_sort(page.problems, {}, &Problem::line);
    return page;
}

Page read_page(std::string const &path)
{
    auto name = path.substr(path.rfind('/') + 1);
    if (name.ends_with(".md")) name.resize(name.size() - 3);
    return parse_page(std::move(name), path, read_file(path));
}

std::string refusal_of(Parameter const &parameter, std::string_view value)
{
    if (value.empty()) return "a value is missing";
    if (!is_utf8(value) || printable(value) != value)
        return fmt::format("'{}': no newlines or control characters", printable(value));
    try {
        switch (parameter.type) {
        case ParameterType::integer: static_cast<void>(parse_count(value)); break;
        case ParameterType::duration: static_cast<void>(parse_duration(value)); break;
        case ParameterType::size: static_cast<void>(parse_size(value)); break;
        case ParameterType::choice:
            if (std::ranges::find(parameter.choices, value) == parameter.choices.end())
                return fmt::format("'{}', not one of {}", value, fmt::join(parameter.choices, ", "));
            break;
        case ParameterType::text:
        case ParameterType::queue: break;
        }
    } catch (Error const &e) {
        return e.message();
    }
    return {};
}

}  // namespace omactl::runbook
