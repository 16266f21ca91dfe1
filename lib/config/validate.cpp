#include "lib/config/validate.hpp"

#include "lib/config/means.hpp"
#include "lib/config/schema.hpp"
#include "lib/config/source.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::config {

namespace {

/// Where we are: as the schema names it ("env.*.redis") and as the file does ("env.production.redis").
struct Place {
    std::string section;
    std::string shown;

    Place inside(std::string_view schema_name, std::string_view file_name) const
    {
        auto const join = [](std::string const &path, std::string_view name) {
            return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
        };
        return {join(section, schema_name), join(shown, printable(file_name))};
    }
    std::string in() const { return shown.empty() ? "at the top of the file" : fmt::format("in [{}]", shown); }
};

class Validator {
public:
    std::vector<Trouble> take() { return std::move(m_troubles); }

    void table(Node const &node, Place const &place)
    {
        for (auto const &member : node.members) {
            if (auto const *key = find_key(place.section, member.key))
                value(member, *key, place);
            else
                unknown(member, place);
        }
        for (auto const &key : schema())
            if (key.required && key.section == place.section && !node.find(key.name))
                add(node.line, fmt::format("[{}] has no {}", place.shown, key.name),
                    fmt::format("add, for example: {}", key.example));
    }

private:
    void add(unsigned line, std::string what, std::string hint)
    {
        m_troubles.push_back({line, std::move(what), std::move(hint)});
    }

    void unknown(Member const &member, Place const &place)
    {
        add(member.line, fmt::format("unknown key '{}' {}", printable(member.key), place.in()),
            right_key(member.key, place));
    }

    static std::string right_key(std::string const &wrong, Place const &place)
    {
        auto const names = key_names(place.section);
        auto const near = nearest(wrong, names);
        if (!near.empty()) return fmt::format("did you mean {}?", fmt::join(near, " or "));
        for (auto const section : sections_with(wrong))
            if (section.starts_with(place.section) || place.section.starts_with(section))
                return fmt::format("it belongs {}", named_like(section, place));
        return fmt::format("the keys here are: {}", fmt::join(names, ", "));
    }

    // "env.*.queue" seen from [env.production] is [env.production.queue].
    static std::string named_like(std::string_view section, Place const &place)
    {
        if (section.empty()) return "at the top of the file";
        auto const shown = split(place.shown, '.');
        std::vector<std::string> words;
        for (auto const word : split(section, '.')) {
            bool const wild = word == "*";
            words.emplace_back(!wild ? word : words.size() < shown.size() ? shown[words.size()] : "NAME");
        }
        return fmt::format("into [{}]", fmt::join(words, "."));
    }

    void value(Member const &member, Key const &key, Place const &place)
    {
        auto const next = place.inside(member.key, member.key);
        switch (key.type) {
        case Type::table:
            if (is(member, key, place, Node::Kind::table)) table(member.value, next);
            return;
        case Type::named:
            if (is(member, key, place, Node::Kind::table)) named(member.value, next);
            return;
        case Type::tables:
            if (is(member, key, place, Node::Kind::array)) each_table(member, key, place, next);
            return;
        default: plain(member, key, place);
        }
    }

    bool is(Member const &member, Key const &key, Place const &place, Node::Kind kind)
    {
        if (member.value.kind != kind) wrong_type(member.line, key, place, member.value);
        return member.value.kind == kind;
    }

    void named(Node const &node, Place const &place)
    {
        for (auto const &member : node.members) {
            auto const shown = fmt::format("{}.{}", place.shown, printable(member.key));
            if (member.value.kind == Node::Kind::table)
                table(member.value, place.inside("*", member.key));
            else
                add(member.line, fmt::format("{} wants a table, not {}", shown, kind_name(member.value.kind)),
                    place.section == "env" ? fmt::format("an environment begins with a line [env.NAME]")
                                           : fmt::format("for example: {}", "NAME = { address = \"10.0.0.31\" }"));
        }
    }

    void each_table(Member const &member, Key const &key, Place const &place, Place const &next)
    {
        for (auto const &element : member.value.elements) {
            if (element.kind == Node::Kind::table)
                table(element, next);
            else
                wrong_type(element.line, key, place, element);
        }
    }

    void wrong_type(unsigned line, Key const &key, Place const &place, Node const &node)
    {
        auto const found =
            node.kind == Node::Kind::integer ? std::to_string(node.integer) : std::string(kind_name(node.kind));
        add(line, fmt::format("{} {} wants {}, not {}", key.name, place.in(), wanted(key.type), found),
            fmt::format("for example: {}", key.example));
    }

    void plain(Member const &member, Key const &key, Place const &place)
    {
        Node const &node = member.value;
        if (key.type == Type::source) return source(node, key, place);
        if (key.type == Type::argv) return argv(node, key, place);
        if (Node const *wrong = first_wrong(node, key.type)) return wrong_type(wrong->line, key, place, *wrong);
        if (key.type == Type::sources)
            for (auto const &element : node.elements) source(element, key, place);
        else if (key.type == Type::means && node.elements.empty())
            add(node.line, fmt::format("{} {} names no way", key.name, place.in()),
                fmt::format("for example: {}", key.example));
        else if (key.type == Type::means)
            for (auto const &element : node.elements) means(element, key, place);
        else if (!key.choices.empty())
            choice(node, key, place);
    }

    /// The part of the value that the type does not allow, or nullptr.
    static Node const *first_wrong(Node const &node, Type type)
    {
        using Kind = Node::Kind;
        auto const only = [&](bool allowed) { return allowed ? nullptr : &node; };
        switch (type) {
        case Type::text: return only(node.kind == Kind::text);
        case Type::boolean: return only(node.kind == Kind::boolean);
        case Type::count: return only(node.kind == Kind::integer && node.integer >= 0);
        case Type::number:
            return only(node.kind == Kind::integer || node.kind == Kind::real || node.kind == Kind::text);
        case Type::texts:
            if (node.kind == Kind::text) return nullptr;
            for (auto const &element : node.elements)
                if (element.kind != Kind::text) return &element;
            return only(node.kind == Kind::array);
        default: return only(node.kind == Kind::array);
        }
    }

    void source(Node const &node, Key const &key, Place const &place)
    {
        if (node.kind != Node::Kind::text && node.kind != Node::Kind::table)
            return wrong_type(node.line, key, place, node);
        if (auto const wrong = source_trouble(node))
            add(wrong->line, fmt::format("{} {}: {}", key.name, place.in(), wrong->what),
                fmt::format("for example: {}", key.example));
    }

    void argv(Node const &node, Key const &key, Place const &place)
    {
        if (node.kind != Node::Kind::array) return wrong_type(node.line, key, place, node);
        if (auto const wrong = argv_trouble(key.name, node))
            add(wrong->line, fmt::format("{} {}: {}", key.name, place.in(), wrong->what),
                fmt::format("for example: {}", key.example));
    }

    void means(Node const &node, Key const &key, Place const &place)
    {
        if (node.kind == Node::Kind::text) return choice(node, key, place);
        if (node.kind != Node::Kind::table) return wrong_type(node.line, key, place, node);
        if (auto const wrong = means_trouble(node))
            add(wrong->line, fmt::format("{} {}: {}", key.name, place.in(), wrong->what),
                "for example: { command = [\"rest-workers\"], resume = [\"wake-workers\"] }");
    }

    void choice(Node const &node, Key const &key, Place const &place)
    {
        auto const allowed = split(key.choices, '|');
        if (std::find(allowed.begin(), allowed.end(), node.text) == allowed.end())
            add(node.line,
                fmt::format("{} {} is \"{}\"; it may be {}", key.name, place.in(), printable(node.text),
                            fmt::join(allowed, " or ")),
                fmt::format("for example: {}", key.example));
    }

    std::vector<Trouble> m_troubles;
};

}  // namespace

std::vector<Trouble> validate(Node const &document)
{
    Validator validator;
    validator.table(document, {});
    auto troubles = validator.take();
    std::stable_sort(troubles.begin(), troubles.end(),
                     [](Trouble const &a, Trouble const &b) { return a.line < b.line; });
    return troubles;
}

}  // namespace omactl::config
