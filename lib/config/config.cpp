#include "lib/config/config.hpp"

#include "lib/config/inspect.hpp"
#include "lib/config/read.hpp"
#include "lib/config/source.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::config {

namespace {

// Asked for by people who want to be sure: whatever isn't a clear no means yes.
bool readonly_everywhere(Environ const &environ)
{
    auto const value = environ.get("OMACTL_READONLY");
    return value && *value != "0";
}

[[noreturn]] void refuse(Draft const &draft)
{
    auto const &first = draft.troubles.front();
    auto const more = draft.troubles.size() - 1;
    throw Error{Fault::usage,
                fmt::format("{}:{}: {}{}", printable(draft.path), first.line, first.what,
                            more ? fmt::format(" (and {} more; omactl config check lists them)", more) : ""),
                first.hint};
}

// DATABASE_URL is the variable of all databases.
bool is_postgres_url(std::string_view value)
{
    return value.starts_with("postgres://") || value.starts_with("postgresql://");
}

Environment from_variables(Environ const &environ)
{
    Environment environment;
    environment.name = "default";
    if (environ.get("REDIS_URL")) {
        environment.redis.emplace();
        environment.redis->url = {Source::Kind::env, "REDIS_URL", {}};
    }
    if (is_postgres_url(environ.get("DATABASE_URL").value_or(""))) {
        environment.postgres.emplace();
        environment.postgres->url = {Source::Kind::env, "DATABASE_URL", {}};
    }
    return environment;
}

}  // namespace

Config Config::load(std::optional<std::string> const &option, Environ const &environ)
{
    Config config;
    if (auto const draft = find_draft(option, environ)) {
        if (!draft->troubles.empty()) refuse(*draft);
        config.m_path = draft->path;
        if (auto const *standard = draft->document.find("default")) config.m_default = standard->text;
        if (auto const *folder = draft->document.find("runbooks"))
            config.m_runbooks = path_from(folder->text, draft->folder);
        config.m_environments = read_environments(draft->document, draft->folder);
        config.m_aliases = read_aliases(draft->document);
    } else {
        config.m_environments.push_back(from_variables(environ));
    }
    if (readonly_everywhere(environ))
        for (auto &environment : config.m_environments) environment.readonly = true;
    return config;
}

std::vector<std::string> Config::names() const
{
    std::vector<std::string> names;
    for (auto const &environment : m_environments) names.push_back(environment.name);
    return names;
}

Environment const *Config::find(std::string_view name) const
{
    for (auto const &[alias, target] : m_aliases)
        if (alias == name) return find(target);
    auto const found = std::find_if(m_environments.begin(), m_environments.end(),
                                    [&](Environment const &environment) { return environment.name == name; });
    return found == m_environments.end() ? nullptr : &*found;
}

Environment const &Config::choose(std::optional<std::string> const &option, Environ const &environ) const
{
    auto const variable = environ.get("OMACTL_ENV");
    if (option) return named(*option, "--env");
    if (variable) return named(*variable, "OMACTL_ENV");
    if (m_default) return named(*m_default, "default");
    if (m_environments.size() == 1) return m_environments.front();
    if (m_environments.empty())
        throw Error{
            Fault::usage, fmt::format("{} has no environment", printable(*m_path)),
            "add a section [env.production] with [env.production.redis] (omactl config init writes an example)"};
    throw Error{Fault::usage, fmt::format("which environment? {}", fmt::join(names(), ", ")),
                fmt::format("say --env {}, or set default = \"{}\" at the top of {}", m_environments.front().name,
                            m_environments.front().name, printable(*m_path))};
}

Environment const &Config::named(std::string const &name, std::string_view where) const
{
    if (auto const *environment = find(name)) return *environment;
    auto const what = fmt::format("{}: no environment '{}'", where, printable(name));
    if (!m_path)
        throw Error{Fault::usage, what + "; without a configuration file there is only 'default'",
                    "write a configuration: omactl config init"};
    auto candidates = names();
    for (auto const &[alias, target] : m_aliases) candidates.push_back(alias);
    auto const near = nearest(name, candidates);
    throw Error{Fault::usage, what,
                near.empty() ? fmt::format("environments: {}", fmt::join(names(), ", "))
                             : fmt::format("did you mean {}?", fmt::join(near, " or "))};
}

}  // namespace omactl::config
