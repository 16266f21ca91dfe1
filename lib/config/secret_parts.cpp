#include "lib/config/source.hpp"
#include "lib/core/text.hpp"

#include <algorithm>
#include <array>

namespace omactl::config {

namespace {

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string percent_decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// What stands before the host. The last '@' counts: passwords with a raw '/' or '@' are seen often.
std::string_view user_info(std::string_view url)
{
    auto const scheme = url.find("://");
    auto const begin = scheme == std::string_view::npos ? 0 : scheme + 3;
    auto const at = url.rfind('@');
    return at == std::string_view::npos || at < begin ? std::string_view{} : url.substr(begin, at - begin);
}

bool is_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// host:port[:db][/namespace], Resque's own form.
bool is_bare_address(std::string_view value)
{
    auto const words = split(value.substr(0, value.find('/')), ':');
    if (words.front() == "localhost") return true;
    return words.size() >= 2 && words.size() <= 3 && !words.front().empty() && is_digits(words[1]) &&
           words[1].size() <= 5 && (words.size() == 2 || is_digits(words[2]));
}

}  // namespace

bool is_open_address(std::string_view value)
{
    if (!user_info(value).empty() || value.find("password=") != std::string_view::npos) return false;
    auto const scheme = value.find("://");
    if (scheme == std::string_view::npos) return is_bare_address(value);
    // Hooks such as Slack's keep their secret in the path.
    constexpr std::array k_open = {"redis", "rediss", "unix", "redis+unix", "redis+socket", "postgres", "postgresql"};
    return std::find(k_open.begin(), k_open.end(), value.substr(0, scheme)) != k_open.end();
}

std::vector<std::string> secret_parts(std::string_view url)
{
    std::vector<std::string> parts;
    auto const keep = [&](std::string_view part) {
        if (part.empty()) return;
        parts.emplace_back(part);
        if (auto decoded = percent_decoded(part); decoded != part) parts.push_back(std::move(decoded));
    };
    auto const info = user_info(url);
    if (auto const colon = info.find(':'); colon != std::string_view::npos)
        keep(info.substr(colon + 1));
    else if (url.starts_with("http"))
        keep(info);
    if (auto const at = url.find("password="); at != std::string_view::npos) {
        auto const value = url.substr(at + 9);
        keep(value.substr(0, value.find_first_of("& ")));
    }
    return parts;
}

}  // namespace omactl::config
