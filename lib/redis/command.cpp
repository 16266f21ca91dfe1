#include "lib/core/text.hpp"
#include "lib/redis/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace omactl::redis {

namespace {

/// Commands that are nothing without their second word.
constexpr std::array k_containers =
    std::to_array<std::string_view>({"ACL", "CLIENT", "CLUSTER", "COMMAND", "CONFIG", "DEBUG", "FUNCTION", "LATENCY",
                                     "MEMORY", "MODULE", "OBJECT", "PUBSUB", "SCRIPT", "SLOWLOG", "XGROUP", "XINFO"});

std::string upper(std::string_view text)
{
    std::string out{text};
    for (char &c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

void append_count(std::string &wire, char kind, std::size_t n)
{
    std::array<char, 24> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr;
    wire += kind;
    wire.append(digits.data(), end);
    wire += "\r\n";
}

template <class Words> std::string to_wire(Words const &words)
{
    std::size_t bytes = 16;
    for (auto const &word : words) bytes += word.size() + 16;
    std::string wire;
    wire.reserve(bytes);
    append_count(wire, '*', words.size());
    for (auto const &word : words) {
        append_count(wire, '$', word.size());
        wire.append(word.data(), word.size());
        wire += "\r\n";
    }
    return wire;
}

template <class Words> std::string to_name(Words const &words)
{
    auto word = words.begin();
    if (word == words.end()) return {};
    auto name = upper(*word);
    if (++word != words.end() && std::ranges::binary_search(k_containers, std::string_view{name})) {
        name += ' ';
        name += upper(*word);
    }
    return name;
}

std::size_t take_count(std::string_view &wire)
{
    std::size_t n = 0;
    auto const line = wire.find('\r');
    std::from_chars(wire.data() + 1, wire.data() + line, n);
    wire.remove_prefix(line + 2);
    return n;
}

std::vector<std::string_view> words_of(std::string_view wire)
{
    std::vector<std::string_view> words;
    for (auto left = take_count(wire); left > 0; --left) {
        auto const size = take_count(wire);
        words.push_back(wire.substr(0, size));
        wire.remove_prefix(size + 2);
    }
    return words;
}

/// Where the words begin that nobody may see; `words.size()` when there are none.
std::size_t secrets_from(std::string_view name, std::vector<std::string_view> const &words)
{
    if (name == "AUTH" || name == "HELLO") return 1;
    if (name == "ACL SETUSER") return 3;
    if (name == "CONFIG SET") {
        for (std::size_t i = 2; i < words.size(); i += 2) {
            auto const option = upper(words[i]);
            if (option.find("PASS") != std::string::npos || option.find("AUTH") != std::string::npos) return i + 1;
        }
    }
    if (name == "MIGRATE") {
        auto const is_auth = [](std::string_view word) { return upper(word).starts_with("AUTH"); };
        auto const at = std::ranges::find_if(words, is_auth) - words.begin();
        return std::min(words.size(), static_cast<std::size_t>(at) + 1);
    }
    return words.size();
}

bool is_plain(char c)
{
    return c > ' ' && c < 0x7f && std::string_view{"\"'\\"}.find(c) == std::string_view::npos;
}

/// redis-cli's own quotes: it reads back exactly these bytes.
std::string quoted(std::string_view word)
{
    if (!word.empty() && std::ranges::all_of(word, is_plain)) return std::string{word};
    std::string out = "\"";
    for (char const c : word) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c >= ' ' && c < 0x7f) {
            out += c;
        } else {
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        }
    }
    return out + '"';
}

}  // namespace

Command::Command(std::initializer_list<std::string_view> words) : m_wire(to_wire(words)), m_name(to_name(words)) {}

Command::Command(std::span<std::string_view const> words) : m_wire(to_wire(words)), m_name(to_name(words)) {}

Command::Command(std::span<std::string const> words) : m_wire(to_wire(words)), m_name(to_name(words)) {}

std::string Command::shown(std::size_t cut) const
{
    if (m_wire.empty()) return {};
    auto const words = words_of(m_wire);
    auto const secret = secrets_from(m_name, words);
    std::string line;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) line += ' ';
        if (i >= secret) return line + "***";
        line += quoted(words[i].substr(0, cut));
        if (words[i].size() > cut) line += fmt::format("…({} bytes)", words[i].size());
    }
    return line;
}

}  // namespace omactl::redis
