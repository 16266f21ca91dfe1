#pragma once

#include "cmd/session.hpp"
#include "lib/cli/report.hpp"
#include "lib/settings/change.hpp"
#include "lib/settings/defaults.hpp"
#include "lib/settings/snapshot.hpp"
#include "lib/settings/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

constexpr std::string_view k_store_help =
    "Where they are, if not as configured: redis-hash:KEY, redis-prefix:PREFIX, sql:TABLE";

/// The store that --store or the configuration names. Throws usage, with the line to write, when none does.
settings::Store store_of(std::optional<std::string> const &option, Session &session);
std::vector<settings::Setting> live_settings(settings::Store const &store, Session &session);
/// One of them; nullopt: it is not set.
std::optional<settings::Setting> live_setting(settings::Store const &store, std::string const &name, Session &session);
/// The server that has them, without secrets: "10.0.0.12:6379/0".
std::string server_of(settings::Store const &store, Session &session);
/// The configured file of defaults, read; nullopt: none is configured.
std::optional<settings::Defaults> configured_defaults(Session &session);

/// Where this environment's snapshots lie.
std::string snapshot_folder(Session &session);
/// The snapshot at a path, or the newest of the environment's that is of this store; nullopt: there is none. A name
/// that is no file here is looked for in the folder too. Throws not_found, and failed when it is damaged.
std::optional<settings::Snapshot> find_snapshot(std::optional<std::string> const &path, settings::Store const &store,
                                                Session &session);

/// A value as people see it: safe for a terminal; of what is no string its kind.
std::string shown_value(settings::Setting const &setting);
cli::Json value_json(settings::Setting const &setting);
/// The bytes that json_bytes() made a value of.
std::string bytes_of(cli::Json const &json);
/// Throws not_found with the nearest names.
[[noreturn]] void throw_unknown_setting(std::string const &name, settings::Store const &store,
                                        std::vector<settings::Setting> const &live);

}  // namespace omactl::cmd
