#include "lib/cli/route.hpp"

#include "lib/cli/common_options.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cli {

namespace {

constexpr std::size_t k_longest_path = 3;

bool looks_like_option(std::string_view word)
{
    return word.size() > 1 && word.front() == '-';
}

struct Plain {
    std::vector<std::size_t> at;
    std::optional<std::size_t> stopped;  // at an option that is not a common one, or at `--`
};

// The words that can be a path: what follows an unknown option could be its value.
Plain plain_words(std::span<std::string const> words)
{
    Plain found;
    for (std::size_t i = 0; i < words.size() && found.at.size() < k_longest_path;) {
        if (!looks_like_option(words[i])) {
            found.at.push_back(i++);
            continue;
        }
        auto const taken = words[i] == "--" ? std::nullopt : common_option_words(words, i);
        if (!taken) {
            found.stopped = i;
            break;
        }
        i += *taken;
    }
    return found;
}

std::string joined(std::span<std::string const> words, std::span<std::size_t const> at)
{
    std::string path;
    for (std::size_t const i : at) path += (path.empty() ? "" : " ") + words[i];
    return path;
}

bool asks_for_help(std::span<std::string const> words)
{
    auto const end = std::find(words.begin(), words.end(), "--");
    return std::any_of(words.begin(), end, [](std::string const &w) { return w == "-h" || w == "--help"; });
}

std::string did_you_mean(std::string_view group, std::string_view word)
{
    std::string lines;
    for (auto const &near : nearest(word, next_words(group)))
        lines += fmt::format("did you mean: omactl {}{}{}\n", group, group.empty() ? "" : " ", near);
    if (!lines.empty()) lines.pop_back();
    return lines;
}

}  // namespace

std::vector<std::string> next_words(std::string_view group)
{
    std::vector<std::string> found;
    for (auto const *command : group.empty() ? commands() : group_members(group)) {
        auto const rest = command->spec().path.substr(group.empty() ? 0 : group.size() + 1);
        std::string word(rest.substr(0, rest.find(' ')));
        if (std::find(found.begin(), found.end(), word) == found.end()) found.push_back(std::move(word));
    }
    return found;
}

Route find_route(std::span<std::string const> words)
{
    Route route;
    route.help = asks_for_help(words);
    auto const plain = plain_words(words);
    for (std::size_t n = plain.at.size(); n > 0; --n) {
        std::span<std::size_t const> const at{plain.at.data(), n};
        auto const path = joined(words, at);
        route.command = find_command(path);
        bool const is_group = !route.command && !group_members(path).empty();
        if (!route.command && !is_group) continue;
        if (is_group) route.group = path;
        route.path.assign(at.begin(), at.end());
        break;
    }
    if (route.command) return route;
    if (route.path.size() < plain.at.size())
        route.stray = plain.at[route.path.size()];
    else
        route.stray = plain.stopped;
    return route;
}

Error no_command(Route const &route, std::span<std::string const> words)
{
    std::string const overview = route.group.empty() ? "omactl" : "omactl " + route.group;
    if (!route.stray)
        return {Fault::usage, fmt::format("'{}' alone is no command", overview), overview + "    (lists its commands)"};
    std::string const &word = words[*route.stray];
    if (looks_like_option(word))
        return {Fault::usage, fmt::format("'{}' stands before the command is complete", word),
                fmt::format("{} COMMAND {} …    (only common options may stand earlier)", overview, word)};
    auto hint = did_you_mean(route.group, word);
    if (hint.empty())
        hint = overview + (route.group.empty() ? "    (lists what there is)" : "    (lists its commands)");
    auto const message = route.group.empty() ? fmt::format("'{}' is not an omactl command", word)
                                             : fmt::format("'{}' is not a command of '{}'", word, overview);
    return {Fault::usage, message, hint};
}

}  // namespace omactl::cli
