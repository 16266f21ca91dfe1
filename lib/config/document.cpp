#include "lib/config/document.hpp"

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <utility>

namespace omactl::config {

namespace {

Node from_toml(toml::node const &from);

std::vector<Member> members_of(toml::table const &table)
{
    struct Placed {
        toml::source_position at;
        Member member;
    };
    std::vector<Placed> placed;
    for (auto const &[key, value] : table) {
        auto const at = key.source().begin;
        placed.push_back({at, {std::string(key.str()), at.line, from_toml(value)}});
    }
    // The library sorts by name; people expect the order of their file.
    std::stable_sort(placed.begin(), placed.end(), [](Placed const &a, Placed const &b) { return a.at < b.at; });
    std::vector<Member> members;
    for (auto &entry : placed) members.push_back(std::move(entry.member));
    return members;
}

Node from_toml(toml::node const &from)
{
    Node node;
    node.line = from.source().begin.line;
    if (auto const *table = from.as_table()) {
        node.members = members_of(*table);
    } else if (auto const *array = from.as_array()) {
        node.kind = Node::Kind::array;
        for (auto const &element : *array) node.elements.push_back(from_toml(element));
    } else if (auto const *text = from.as_string()) {
        node.kind = Node::Kind::text;
        node.text = text->get();
    } else if (auto const *integer = from.as_integer()) {
        node.kind = Node::Kind::integer;
        node.integer = integer->get();
    } else if (auto const *real = from.as_floating_point()) {
        node.kind = Node::Kind::real;
        node.real = real->get();
    } else if (auto const *boolean = from.as_boolean()) {
        node.kind = Node::Kind::boolean;
        node.boolean = boolean->get();
    } else {
        node.kind = Node::Kind::time;
    }
    return node;
}

}  // namespace

Node const *Node::find(std::string_view key) const
{
    for (auto const &member : members)
        if (member.key == key) return &member.value;
    return nullptr;
}

std::string_view kind_name(Node::Kind kind)
{
    switch (kind) {
    case Node::Kind::table: return "a table";
    case Node::Kind::array: return "a list";
    case Node::Kind::text: return "text";
    case Node::Kind::integer: return "a whole number";
    case Node::Kind::real: return "a number";
    case Node::Kind::boolean: return "true or false";
    case Node::Kind::time: return "a date or time";
    }
    return "a value";
}

Node parse_document(std::string_view bytes, std::string const &path)
{
    try {
        auto const table = toml::parse(bytes, std::string_view{path});
        return from_toml(table);
    } catch (toml::parse_error const &e) {
        throw Error{Fault::usage,
                    fmt::format("{}:{}: not valid TOML: {}", path, e.source().begin.line, printable(e.description())),
                    "strings stand in quotes, each key once; `omactl config check` reads the file again"};
    }
}

}  // namespace omactl::config
