#include "lib/config/source.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace omactl::config {

std::optional<BadSource> argv_trouble(std::string_view name, Node const &argv)
{
    if (argv.kind != Node::Kind::array || argv.elements.empty())
        return BadSource{argv.line,
                         fmt::format("{} wants a list: the program, then its arguments, each in quotes", name)};
    for (auto const &word : argv.elements)
        if (word.kind != Node::Kind::text)
            return BadSource{word.line, fmt::format("{} wants texts only, not {}", name, kind_name(word.kind))};
    if (argv.elements.front().text.empty()) return BadSource{argv.line, fmt::format("{} names no program", name)};
    return std::nullopt;
}

std::vector<std::string> argv_from(Node const &node, std::string const &folder)
{
    std::vector<std::string> argv;
    for (auto const &word : node.elements) argv.push_back(word.text);
    if (argv.front().find('/') != std::string::npos) argv.front() = path_from(argv.front(), folder);
    return argv;
}

std::optional<BadSource> source_trouble(Node const &node)
{
    if (node.kind == Node::Kind::text)
        return node.text.empty() ? std::optional{BadSource{node.line, "the text is empty"}} : std::nullopt;
    constexpr std::array<std::string_view, 3> forms{"env", "file", "command"};
    for (auto const &member : node.members)
        if (std::find(forms.begin(), forms.end(), member.key) == forms.end())
            return BadSource{member.line, fmt::format("unknown key '{}'; a table here has env, file or command",
                                                      printable(member.key))};
    if (node.members.size() != 1)
        return BadSource{node.line, fmt::format("a table here has exactly one of {}", fmt::join(forms, ", "))};
    auto const &member = node.members.front();
    if (member.key == "command") return argv_trouble("command", member.value);
    if (member.value.kind != Node::Kind::text)
        return BadSource{member.line,
                         fmt::format("{} wants text in quotes, not {}", member.key, kind_name(member.value.kind))};
    if (member.value.text.empty()) return BadSource{member.line, fmt::format("{} is empty", member.key)};
    return std::nullopt;
}

Source source_from(Node const &node, std::string const &folder)
{
    Source source;
    if (node.kind == Node::Kind::text) {
        source.text = node.text;
        return source;
    }
    auto const &[key, line, value] = node.members.front();
    if (key == "env") {
        source.kind = Source::Kind::env;
        source.text = value.text;
    } else if (key == "file") {
        source.kind = Source::Kind::file;
        source.text = path_from(value.text, folder);
    } else {
        source.kind = Source::Kind::command;
        for (auto const &word : value.elements) source.command.push_back(word.text);
    }
    return source;
}

std::string path_from(std::string const &path, std::string const &folder)
{
    return path.starts_with('/') || path.starts_with("~/") ? path : fmt::format("{}/{}", folder, path);
}

std::string Source::describe() const
{
    switch (kind) {
    case Kind::literal: return "from the configuration";
    case Kind::env: return fmt::format("from {}", printable(text));
    case Kind::file: return fmt::format("from the file {}", printable(text));
    case Kind::command: return fmt::format("from the command {}", printable(command.empty() ? "" : command.front()));
    }
    return {};
}

}  // namespace omactl::config
