#include "lib/config/read.hpp"

#include "lib/config/means.hpp"
#include "lib/config/source.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace omactl::config {

namespace {

std::optional<std::string> text_of(Node const &table, std::string_view key)
{
    auto const *node = table.find(key);
    return node ? std::optional{node->text} : std::nullopt;
}

std::optional<bool> boolean_of(Node const &table, std::string_view key)
{
    auto const *node = table.find(key);
    return node ? std::optional{node->boolean} : std::nullopt;
}

Control control_of(Node const &table, std::string const &folder)
{
    auto const argv = [&](std::string_view key) {
        auto const *node = table.find(key);
        return node ? argv_from(*node, folder) : std::vector<std::string>{};
    };
    return {argv("restart"), argv("start"), argv("stop"), text_of(table, "unit")};
}

PostgresService postgres_of(Node const &table, std::string const &folder)
{
    PostgresService postgres;
    postgres.url = source_from(*table.find("url"), folder);
    if (auto const *admin = table.find("admin_url")) postgres.admin_url = source_from(*admin, folder);
    postgres.loopback = boolean_of(table, "loopback").value_or(false);
    postgres.via = text_of(table, "via");
    postgres.system_id = text_of(table, "system_id");
    postgres.role = text_of(table, "role");
    postgres.control = control_of(table, folder);
    return postgres;
}

RedisService redis_of(Node const &table, std::string const &folder)
{
    RedisService redis;
    redis.url = source_from(*table.find("url"), folder);
    redis.loopback = boolean_of(table, "loopback").value_or(false);
    redis.run_id = text_of(table, "run_id");
    redis.role = text_of(table, "role");
    redis.via = text_of(table, "via");
    redis.control = control_of(table, folder);
    if (auto const dir = text_of(table, "dir")) redis.dir = path_from(*dir, folder);
    if (auto const *tls = table.find("tls")) {
        if (auto const ca = text_of(*tls, "ca")) redis.tls.ca = path_from(*ca, folder);
        redis.tls.pin_sha256 = text_of(*tls, "pin_sha256");
        redis.tls.verify = text_of(*tls, "verify") != "none";
    }
    return redis;
}

/// One text or a list of them.
std::vector<Node const *> texts_of(Node const *node)
{
    std::vector<Node const *> texts;
    if (node && node->kind == Node::Kind::text)
        texts.push_back(node);
    else if (node)
        for (auto const &element : node->elements) texts.push_back(&element);
    return texts;
}

SettingsService settings_of(Node const &table, std::string const &folder)
{
    SettingsService settings;
    settings.store = text_of(table, "store");
    if (auto const defaults = text_of(table, "defaults")) settings.defaults = path_from(*defaults, folder);
    for (auto const *command : texts_of(table.find("after_restore"))) settings.after_restore.push_back(command->text);
    return settings;
}

Environment environment_of(Member const &member, std::string const &folder)
{
    Node const &table = member.value;
    Environment environment;
    environment.name = member.key;
    environment.from_file = true;
    environment.protect = boolean_of(table, "protected");
    environment.readonly = boolean_of(table, "readonly").value_or(false);
    if (auto const *redis = table.find("redis")) environment.redis = redis_of(*redis, folder);
    if (auto const *postgres = table.find("postgres")) environment.postgres = postgres_of(*postgres, folder);
    if (auto const *queue = table.find("queue")) {
        environment.queue.kind = text_of(*queue, "kind");
        environment.queue.nspace = text_of(*queue, "namespace");
    }
    if (auto const *workers = table.find("workers"))
        if (auto const *pause = workers->find("pause"))
            for (auto const &means : pause->elements) environment.workers.pause.push_back(means_from(means, folder));
    if (auto const *settings = table.find("settings")) environment.settings = settings_of(*settings, folder);
    return environment;
}

/// Names are typed in `--confirm ENV/OBJECT` and shown in every prompt.
bool is_good_name(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    });
}

class Names {
public:
    std::vector<Trouble> take() { return std::move(m_troubles); }

    void add(std::string const &name, unsigned line, std::string_view what)
    {
        if (!is_good_name(name))
            m_troubles.push_back(
                {line, fmt::format("{} '{}' has other characters than letters, digits, - _ .", what, printable(name)),
                 "choose a name that can be typed without quotes"});
        auto const [known, fresh] = m_lines.try_emplace(name, line);
        if (!fresh)
            m_troubles.push_back(
                {line, fmt::format("'{}' names an environment already in line {}", printable(name), known->second),
                 "give each environment names of its own"});
    }

    void must_exist(Node const &wanted)
    {
        if (m_lines.contains(wanted.text)) return;
        std::vector<std::string> names;
        for (auto const &[name, line] : m_lines) names.push_back(name);
        auto const near = nearest(wanted.text, names);
        m_troubles.push_back({wanted.line, fmt::format("default names no environment: '{}'", printable(wanted.text)),
                              names.empty()  ? std::string{"add [env.NAME]"}
                              : near.empty() ? fmt::format("environments: {}", fmt::join(names, ", "))
                                             : fmt::format("did you mean {}?", fmt::join(near, " or "))});
    }

private:
    std::map<std::string, unsigned> m_lines;
    std::vector<Trouble> m_troubles;
};

}  // namespace

std::vector<Environment> read_environments(Node const &document, std::string const &folder)
{
    std::vector<Environment> environments;
    if (auto const *env = document.find("env"))
        for (auto const &member : env->members) environments.push_back(environment_of(member, folder));
    return environments;
}

std::vector<std::pair<std::string, std::string>> read_aliases(Node const &document)
{
    std::vector<std::pair<std::string, std::string>> aliases;
    if (auto const *env = document.find("env"))
        for (auto const &member : env->members)
            for (auto const *alias : texts_of(member.value.find("alias")))
                aliases.emplace_back(alias->text, member.key);
    return aliases;
}

std::vector<Trouble> name_troubles(Node const &document)
{
    Names names;
    if (auto const *env = document.find("env")) {
        for (auto const &member : env->members) names.add(member.key, member.line, "environment");
        for (auto const &member : env->members)
            for (auto const *alias : texts_of(member.value.find("alias"))) names.add(alias->text, alias->line, "alias");
    }
    if (auto const *standard = document.find("default")) names.must_exist(*standard);
    return names.take();
}

}  // namespace omactl::config
