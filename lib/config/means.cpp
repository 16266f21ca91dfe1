#include "lib/config/means.hpp"

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace omactl::config {

namespace {

struct Argv {
    std::string_view key;
    std::vector<std::string> PauseMeans::*to;
};
constexpr std::array<Argv, 4> k_argvs{{{"command", &PauseMeans::pause},
                                       {"resume", &PauseMeans::resume},
                                       {"kill", &PauseMeans::kill},
                                       {"status", &PauseMeans::status}}};

struct Time {
    std::string_view key;
    Millis PauseMeans::*to;
};
constexpr std::array<Time, 2> k_times{{{"timeout", &PauseMeans::timeout}, {"settle", &PauseMeans::settle}}};

template <class Keys> auto const *find(Keys const &keys, std::string_view name)
{
    auto const found = std::find_if(keys.begin(), keys.end(), [&](auto const &key) { return key.key == name; });
    return found == keys.end() ? nullptr : &*found;
}

std::optional<BadSource> time_trouble(Member const &member)
{
    auto const wrong = BadSource{member.line, fmt::format("{} wants a time in quotes, like \"90s\"", member.key)};
    if (member.value.kind != Node::Kind::text) return wrong;
    try {
        parse_duration(member.value.text);
    } catch (Error const &) {
        return wrong;
    }
    return std::nullopt;
}

}  // namespace

std::optional<BadSource> means_trouble(Node const &table)
{
    for (auto const &member : table.members) {
        std::optional<BadSource> wrong;
        if (find(k_argvs, member.key))
            wrong = argv_trouble(member.key, member.value);
        else if (find(k_times, member.key))
            wrong = time_trouble(member);
        else
            wrong = BadSource{member.line, fmt::format("unknown key '{}'; a table here has command, resume, kill, "
                                                       "status, timeout and settle",
                                                       printable(member.key))};
        if (wrong) return wrong;
    }
    if (!table.find("command")) return BadSource{table.line, "a table here has a command"};
    return std::nullopt;
}

PauseMeans means_from(Node const &node, std::string const &folder)
{
    PauseMeans means;
    means.name = node.kind == Node::Kind::text ? node.text : "command";
    for (auto const &member : node.members) {
        if (auto const *argv = find(k_argvs, member.key)) means.*argv->to = argv_from(member.value, folder);
        if (auto const *time = find(k_times, member.key)) means.*time->to = parse_duration(member.value.text);
    }
    return means;
}

}  // namespace omactl::config
