#include "cmd/settings_store.hpp"

#include "cmd/session_postgres.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/settings/read.hpp"
#include "lib/settings/sql.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace omactl::cmd {

settings::Store store_of(std::optional<std::string> const &option, Session &session)
{
    auto const &configured = session.environment().settings.store;
    if (!option && !configured)
        throw Error{Fault::usage,
                    fmt::format("environment '{}' does not say where its settings are", session.env_name()),
                    fmt::format("in the configuration: [env.{}.settings] store = \"redis-hash:settings\"\n"
                                "or for once: --store redis-hash:settings",
                                session.env_name())};
    return settings::Store::parse(option ? *option : *configured);
}

std::vector<settings::Setting> live_settings(settings::Store const &store, Session &session)
{
    if (store.kind != settings::Store::Kind::sql)
        return settings::read_all(session.redis(), store, session.context().clock.now());
    auto &postgres = postgres_of(session);
    return settings::read_all(postgres, settings::find_table(postgres, store));
}

std::optional<settings::Setting> live_setting(settings::Store const &store, std::string const &name, Session &session)
{
    if (store.kind != settings::Store::Kind::sql)
        return settings::read_one(session.redis(), store, name, session.context().clock.now());
    auto const all = live_settings(store, session);
    auto const *found = settings::find(all, name);
    return found ? std::optional{*found} : std::nullopt;
}

std::string server_of(settings::Store const &store, Session &session)
{
    if (store.kind != settings::Store::Kind::sql) return session.redis().address().describe();
    return postgres_address(session).describe();
}

std::optional<settings::Defaults> configured_defaults(Session &session)
{
    auto const &path = session.environment().settings.defaults;
    return path ? std::optional{settings::read_defaults(*path)} : std::nullopt;
}

std::string snapshot_folder(Session &session)
{
    return fmt::format("{}/settings/{}", state_folder(session.context().environ), session.env_name());
}

std::optional<settings::Snapshot> find_snapshot(std::optional<std::string> const &path, settings::Store const &store,
                                                Session &session)
{
    auto const folder = snapshot_folder(session);
    if (path) {
        bool const inside = !is_there(*path) && path->find('/') == path->npos && is_there(folder + "/" + *path);
        return settings::read_snapshot(inside ? folder + "/" + *path : *path);
    }
    for (auto const &file : settings::list_snapshots(folder)) {
        auto snapshot = settings::read_snapshot(file.path);
        if (snapshot.store == store.describe()) return snapshot;
    }
    return std::nullopt;
}

std::string shown_value(settings::Setting const &setting)
{
    return setting.is_plain() ? printable(setting.value) : fmt::format("(a {}, not shown)", printable(setting.kind));
}

cli::Json value_json(settings::Setting const &setting)
{
    return setting.is_plain() ? cli::json_bytes(setting.value) : cli::Json{};
}

std::string bytes_of(cli::Json const &json)
{
    if (json.is_string()) return json.get<std::string>();
    return from_base64(json.at("base64").get<std::string>()).value_or("");
}

void throw_unknown_setting(std::string const &name, settings::Store const &store,
                           std::vector<settings::Setting> const &live)
{
    std::vector<std::string> names;
    for (auto const &setting : live) names.push_back(printable(setting.name));
    auto const near = nearest(name, names);
    throw Error{Fault::not_found, fmt::format("no setting '{}' in {}", printable(name), printable(store.describe())),
                near.empty() ? "omactl settings ls" : fmt::format("did you mean {}?", fmt::join(near, ", "))};
}

}  // namespace omactl::cmd
