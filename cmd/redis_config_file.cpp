#include "cmd/redis_config_file.hpp"

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/redis/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <map>
#include <optional>

namespace omactl::cmd {

namespace {

using Values = std::map<std::string, std::string, std::less<>>;

/// What decides which data it comes up with, and what each is when the file doesn't name it.
struct Key {
    std::string_view name, preset;
};
constexpr auto k_keys = std::to_array<Key>({{"dir", ""},
                                            {"dbfilename", "dump.rdb"},
                                            {"appendonly", "no"},
                                            {"appendfilename", "appendonly.aof"},
                                            {"appenddirname", "appendonlydir"}});

std::string unquoted(std::string_view value)
{
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
        value = value.substr(1, value.size() - 2);
    return std::string(value);
}

/// The last line of a name counts, as with Redis. nullopt: it includes others.
std::optional<Values> values_in(std::string const &text)
{
    Values values;
    for (auto const whole : split(text, '\n')) {
        auto const line = trim(whole);
        auto const space = line.find_first_of(" \t");
        if (line.starts_with('#') || space == std::string_view::npos) continue;
        std::string name{line.substr(0, space)};
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
        if (name == "include") return std::nullopt;
        values[std::move(name)] = unquoted(trim(line.substr(space)));
    }
    return values;
}

std::string running_value(redis::Connection &redis, std::string_view name)
{
    auto const reply = redis.call({"CONFIG", "GET", name});
    return reply.size() < 2 ? std::string{} : std::string(reply[1].text());
}

bool is_same(std::string_view name, std::string const &file, std::string const &running)
{
    if (name != "dir") return file == running;
    // A relative one is where it was started, which nobody tells.
    return !file.starts_with('/') || std::filesystem::path{file + "/"}.lexically_normal() ==
                                         std::filesystem::path{running + "/"}.lexically_normal();
}

}  // namespace

ConfigFileLook look_at_config_file(redis::Connection &redis, keyspace::Info const &info)
try {
    auto const path = info.text("config_file");
    if (path.empty()) return {{}, "it runs without a configuration file"};
    auto const text = read_if_there(path);
    if (!text) return {{}, fmt::format("{} is not on this machine", printable(path))};
    auto const values = values_in(*text);
    if (!values) return {{}, fmt::format("{} includes other files", printable(path))};
    ConfigFileLook look;
    for (auto const &[name, preset] : k_keys) {
        auto const found = values->find(name);
        auto const file = found == values->end() ? std::string(preset) : found->second;
        auto const running = running_value(redis, name);
        if (running.empty() || file.empty() || is_same(name, file, running)) continue;
        look.differs.push_back(
            fmt::format("{}: it runs with {}, {} says {}", name, printable(running), printable(path), printable(file)));
    }
    return look;
} catch (redis::Refused const &) {
    return {{}, "the server refuses CONFIG GET"};
} catch (Error const &e) {
    if (e.fault() != Fault::failed) throw;
    return {{}, e.message()};
}

}  // namespace omactl::cmd
