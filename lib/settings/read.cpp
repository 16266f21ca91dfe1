#include "lib/settings/read.hpp"

#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace omactl::settings {

namespace {

using Found = std::map<std::string, Setting, std::less<>>;

constexpr std::int64_t k_small_hash = 1'000;
constexpr std::string_view k_batch = "500";
constexpr std::string_view k_own = "omactl:";  // records and leases of ours, when the prefix is a namespace's

std::vector<Setting> sorted(Found found)
{
    std::vector<Setting> settings;
    settings.reserve(found.size());
    for (auto &[name, setting] : found) settings.push_back(std::move(setting));
    return settings;
}

void must_be_in_redis(Store const &store)
{
    if (store.kind != Store::Kind::sql) return;
    throw Error{Fault::usage,
                fmt::format("settings in an SQL table ({}) are not in Redis", printable(store.describe())),
                "store = \"redis-hash:KEY\" or \"redis-prefix:PREFIX\" in the configuration"};
}

// False: there is nothing.
bool must_be_hash(redis::Connection &redis, std::string const &key)
{
    auto const reply = redis.call({"TYPE", key});
    auto const kind = reply.text();
    if (kind != "hash" && kind != "none")
        throw Error{Fault::failed, fmt::format("'{}' is no hash of settings but a {}", printable(key), printable(kind)),
                    "the configuration's store = \"redis-hash:…\" names another key"};
    return kind == "hash";
}

void add_pairs(Found &found, redis::Reply::View pairs)
{
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
        std::string name{pairs[i].text()};
        found[name] = {.name = name, .value = std::string(pairs[i + 1].text())};
    }
}

Found read_hash(redis::Connection &redis, std::string const &key)
{
    Found found;
    if (!must_be_hash(redis, key)) return found;
    if (redis.call({"HLEN", key}).integer() <= k_small_hash) {
        add_pairs(found, redis.call({"HGETALL", key}).view());
        return found;
    }
    std::string cursor = "0";
    do {
        throw_if_interrupted();
        auto const reply = redis.call({"HSCAN", key, cursor, "COUNT", k_batch});
        cursor = reply[0].text();
        add_pairs(found, reply[1]);
    } while (cursor != "0");
    return found;
}

std::string escaped_glob(std::string_view text)
{
    std::string glob;
    for (char const c : text) {
        if (std::string_view{"*?[]\\^-"}.find(c) != std::string_view::npos) glob += '\\';
        glob += c;
    }
    return glob;
}

std::optional<Instant> end_of(std::int64_t left, Instant now)
{
    if (left < 0) return std::nullopt;
    return now + Millis{left};
}

struct Look {
    std::string name, kind;
    std::optional<Instant> expires;
};

// Kinds and ends of some keys, in one round trip; keys that are gone are left out.
std::vector<Look> look_at(redis::Connection &redis, Store const &store, std::vector<std::string> const &names,
                          Instant now)
{
    std::vector<redis::Command> commands;
    for (auto const &name : names) {
        auto const key = store.key_of(name);
        commands.push_back({"TYPE", key});
        commands.push_back({"PTTL", key});
    }
    auto const replies = redis.pipeline(commands);
    std::vector<Look> looks;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const kind = replies[2 * i].text();
        if (kind != "none") looks.push_back({names[i], std::string(kind), end_of(replies[2 * i + 1].integer(), now)});
    }
    return looks;
}

void add_keys(Found &found, redis::Connection &redis, Store const &store, std::vector<std::string> const &names,
              Instant now)
{
    std::vector<Look> plain;
    for (auto &look : look_at(redis, store, names, now)) {
        if (look.kind == "string")
            plain.push_back(std::move(look));
        else
            found[look.name] = {.name = look.name, .value = {}, .kind = look.kind, .expires = look.expires};
    }
    std::vector<redis::Command> commands;
    for (auto const &look : plain) commands.push_back({"GET", store.key_of(look.name)});
    auto const replies = redis.pipeline(commands);
    for (std::size_t i = 0; i < plain.size(); ++i) {
        auto const &look = plain[i];
        if (replies[i].is_nil()) continue;  // gone meanwhile
        found[look.name] = {look.name, std::string(replies[i].text()), look.kind, look.expires};
    }
}

Found read_prefix(redis::Connection &redis, Store const &store, Instant now)
{
    Found found;
    auto const glob = escaped_glob(store.name) + "*";
    std::string cursor = "0";
    do {
        throw_if_interrupted();
        auto const reply = redis.call({"SCAN", cursor, "MATCH", glob, "COUNT", k_batch});
        cursor = reply[0].text();
        std::vector<std::string> names;
        for (std::size_t i = 0; i < reply[1].size(); ++i) {
            auto const name = reply[1][i].text().substr(store.name.size());
            if (!name.starts_with(k_own)) names.emplace_back(name);
        }
        if (!names.empty()) add_keys(found, redis, store, names, now);
    } while (cursor != "0");
    return found;
}

std::optional<Setting> read_field(redis::Connection &redis, Store const &store, std::string_view name)
{
    if (!must_be_hash(redis, store.name)) return std::nullopt;
    auto const reply = redis.call({"HGET", store.name, name});
    if (reply.is_nil()) return std::nullopt;
    return Setting{.name = std::string(name), .value = std::string(reply.text())};
}

}  // namespace

std::vector<Setting> read_all(redis::Connection &redis, Store const &store, Instant now)
{
    must_be_in_redis(store);
    return sorted(store.kind == Store::Kind::hash ? read_hash(redis, store.name) : read_prefix(redis, store, now));
}

std::optional<Setting> read_one(redis::Connection &redis, Store const &store, std::string_view name, Instant now)
{
    must_be_in_redis(store);
    if (store.kind == Store::Kind::hash) return read_field(redis, store, name);
    Found found;
    add_keys(found, redis, store, {std::string(name)}, now);
    if (found.empty()) return std::nullopt;
    return std::move(found.begin()->second);
}

}  // namespace omactl::settings
