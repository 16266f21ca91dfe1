#include "lib/settings/defaults.hpp"

#include "lib/config/document.hpp"
#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::settings {

namespace {

[[noreturn]] void refuse(std::string const &path, unsigned line, std::string_view name, std::string_view what)
{
    throw Error{Fault::usage, fmt::format("{}:{}: '{}' {}", printable(path), line, printable(name), what),
                "a default is text in quotes, a number, true, false, or { base64 = \"…\" }"};
}

/// Walks the tables of the file; their names continue each other.
class Walk {
public:
    explicit Walk(std::string const &path) : m_path(path) {}

    void table(config::Node const &table, std::string const &above)
    {
        for (auto const &member : table.members) {
            auto const name = above.empty() ? member.key : fmt::format("{}.{}", above, member.key);
            if (auto text = text_of(member.value, name))
                add(name, member.line, std::move(*text));
            else
                this->table(member.value, name);
        }
    }

    Defaults m_defaults;

private:
    // nullopt: a table of further names.
    std::optional<std::string> text_of(config::Node const &node, std::string const &name) const
    {
        using Kind = config::Node::Kind;
        switch (node.kind) {
        case Kind::text: return node.text;
        case Kind::integer: return fmt::to_string(node.integer);
        case Kind::real: return fmt::to_string(node.real);
        case Kind::boolean: return node.boolean ? "true" : "false";
        case Kind::array: refuse(m_path, node.line, name, "is a list: one setting is one value");
        case Kind::time: refuse(m_path, node.line, name, "is a date or time: write it in quotes");
        case Kind::table: break;
        }
        return bytes_of(node, name);
    }

    std::optional<std::string> bytes_of(config::Node const &node, std::string const &name) const
    {
        auto const *text = node.find("base64");
        if (!text || node.members.size() != 1 || text->kind != config::Node::Kind::text) return std::nullopt;
        auto bytes = from_base64(text->text);
        if (!bytes) refuse(m_path, text->line, name, "is not base64");
        return bytes;
    }

    void add(std::string const &name, unsigned line, std::string text)
    {
        if (!m_defaults.emplace(name, std::move(text)).second)
            refuse(m_path, line, name, "has a default already, by another way to write its name");
    }

    std::string const &m_path;
};

}  // namespace

Defaults parse_defaults(std::string_view text, std::string const &path)
{
    Walk walk{path};
    walk.table(config::parse_document(text, path), "");
    return std::move(walk.m_defaults);
}

Defaults read_defaults(std::string const &path)
{
    return parse_defaults(read_file(path), path);
}

}  // namespace omactl::settings
