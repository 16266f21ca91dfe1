#include "lib/config/inspect.hpp"
#include "lib/config/source.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::config {

namespace {

std::string shown(Node const &node)
{
    switch (node.kind) {
    case Node::Kind::text: return printable(node.text);
    case Node::Kind::integer: return fmt::to_string(node.integer);
    case Node::Kind::real: return fmt::to_string(node.real);
    case Node::Kind::boolean: return node.boolean ? "true" : "false";
    case Node::Kind::array: {
        std::vector<std::string> parts;
        for (auto const &element : node.elements) parts.push_back(shown(element));
        return fmt::to_string(fmt::join(parts, ", "));
    }
    case Node::Kind::table: return node.find("command") ? "a command" : "a table";
    case Node::Kind::time: return "a date or time";
    }
    return {};
}

/// As one would type it.
std::string shown_argv(Node const &node)
{
    std::vector<std::string> words;
    for (auto const &word : node.elements) words.push_back(shell_quoted(word.text));
    return printable(fmt::format("{}", fmt::join(words, " ")));
}

class Lister {
public:
    explicit Lister(std::string const &folder) : m_folder(folder) {}

    void table(Node const &node, std::string const &section, Setting const &above)
    {
        for (auto const &member : node.members) {
            auto const *key = find_key(section, member.key);
            if (!key) continue;
            Setting setting = above;
            setting.line = member.line;
            setting.key = join(above.key, member.key);
            setting.used = key->used;
            value(member.value, *key, join(section, member.key), setting);
        }
    }

    std::vector<Setting> m_settings;

private:
    static std::string join(std::string const &path, std::string const &name)
    {
        return path.empty() ? name : fmt::format("{}.{}", path, name);
    }

    void value(Node const &node, Key const &key, std::string const &section, Setting setting)
    {
        switch (key.type) {
        case Type::table: return table(node, section, setting);
        case Type::named: return named(node, section, setting);
        case Type::tables:
            for (std::size_t i = 0; i < node.elements.size(); ++i) {
                Setting each = setting;
                each.key = fmt::format("{}[{}]", setting.key, i + 1);
                table(node.elements[i], section, each);
            }
            return;
        case Type::source: setting.source = source_from(node, m_folder); break;
        case Type::sources: return sources(node, setting);
        case Type::argv: setting.value = shown_argv(node); break;
        default: setting.value = shown(node);
        }
        m_settings.push_back(std::move(setting));
    }

    void named(Node const &node, std::string const &section, Setting const &above)
    {
        for (auto const &member : node.members) {
            Setting setting = above;
            setting.line = member.line;
            // The name of an environment is a column of its own.
            if (section == "env") {
                setting.environment = member.key;
                setting.key.clear();
            } else {
                setting.key = join(above.key, member.key);
            }
            table(member.value, section + ".*", setting);
        }
    }

    void sources(Node const &node, Setting const &above)
    {
        for (std::size_t i = 0; i < node.elements.size(); ++i) {
            Setting setting = above;
            setting.key = fmt::format("{}[{}]", above.key, i + 1);
            setting.line = node.elements[i].line;
            setting.source = source_from(node.elements[i], m_folder);
            m_settings.push_back(std::move(setting));
        }
    }

    std::string const &m_folder;
};

}  // namespace

std::vector<Setting> settings(Draft const &draft)
{
    Lister lister{draft.folder};
    lister.table(draft.document, "", {.environment = {}, .key = {}, .used = true, .source = {}, .value = {}});
    return std::move(lister.m_settings);
}

std::vector<Setting> settings(Config const &config)
{
    std::vector<Setting> settings;
    for (auto const &environment : config.all()) {
        if (environment.from_file) continue;
        if (environment.redis) settings.push_back({environment.name, "redis.url", 0, true, environment.redis->url, {}});
        if (environment.postgres)
            settings.push_back({environment.name, "postgres.url", 0, true, environment.postgres->url, {}});
    }
    return settings;
}

}  // namespace omactl::config
