#pragma once

#include "lib/core/environ.hpp"
#include "lib/core/secret.hpp"
#include "lib/core/time.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace omactl::config {

/// The snapshot of this process's environment: the only place that reads it.
Environ process_environ();

/// A value that may be a secret: a string in the file, {env = …}, {file = …} or {command = […]}.
/// Reading a value runs nothing until `resolve`.
struct Source {
    enum class Kind { literal, env, file, command } kind = Kind::literal;
    std::string text;                  ///< literal, variable or path
    std::vector<std::string> command;  ///< argv
    std::string describe() const;      ///< "from REDIS_URL", "from the configuration": never the value
};

/// How a service is started and stopped by who works on its machine.
struct Control {
    std::vector<std::string> restart, start, stop;  ///< argv; empty: not said
    std::optional<std::string> unit;                ///< of this machine's systemd: "postgresql@15-main"
};

struct RedisTls {
    std::optional<std::string> ca;          ///< file with certificates; relative ones are made from the file's folder
    std::optional<std::string> pin_sha256;  ///< of the server's public key, base64
    bool verify = true;                     ///< `verify = "none"`: refused in a protected environment
};

struct RedisService {
    Source url;
    RedisTls tls;
    bool loopback = false;              ///< `loopback = true`: a loopback address is meant, also when protected
    std::optional<std::string> run_id;  ///< target proof
    std::optional<std::string> role;    ///< "master" or "slave"
    std::optional<std::string> via;     ///< the bastion it is meant to be reached through
    Control control;
    std::optional<std::string> dir;  ///< where it keeps dump.rdb and AOF, on this machine
};

struct PostgresService {
    Source url;
    std::optional<Source> admin_url;       ///< used when no connection slot is free
    bool loopback = false;                 ///< as with Redis
    std::optional<std::string> via;        ///< the bastion it is meant to be reached through
    std::optional<std::string> system_id;  ///< target proof: of pg_control_system()
    std::optional<std::string> role;       ///< "primary" or "standby"
    Control control;
};

struct QueueService {
    std::optional<std::string> kind;    ///< "resque" or "sidekiq"; nullopt: not said
    std::optional<std::string> nspace;  ///< without the colon; `namespace` in the file
};

/// One way to let workers rest: a name that omactl knows, or commands of the user's.
struct PauseMeans {
    std::string name;  ///< "resque-pause", "sidekiq", "signal", "init", "heroku"; "command"
    std::vector<std::string> pause, resume, kill, status;  ///< argv; empty: there is none
    Millis timeout{60'000};                                ///< for each run of a command
    Millis settle{10'000};                                 ///< after `kill`: what is still registered then is dead
};

struct WorkersService {
    std::vector<PauseMeans> pause;  ///< in the order in which they are tried
};

/// Where the application keeps its settings, and what they are unless somebody sets them.
struct SettingsService {
    std::optional<std::string> store;        ///< "redis-hash:settings" …; not looked into here
    std::optional<std::string> defaults;     ///< a file; a relative one is made from the file's folder
    std::vector<std::string> after_restore;  ///< omactl's commands, without "omactl"
};

/// One environment of the configuration.
struct Environment {
    std::string name;  ///< "production"; "default" when there is no configuration
    bool from_file = false;
    std::optional<bool> protect;  ///< as configured; see is_protected in the session
    bool readonly = false;        ///< `readonly = true` or OMACTL_READONLY=1
    std::optional<RedisService> redis;
    std::optional<PostgresService> postgres;
    QueueService queue;
    WorkersService workers;
    SettingsService settings;
};

/// The configuration file, parsed and checked; or, when none was found, the environment `default`
/// made of the usual variables (REDIS_URL, DATABASE_URL …).
class Config {
public:
    /// Searches --config, $OMACTL_CONFIG, $XDG_CONFIG_HOME/omactl/config.toml (~/.config), then
    /// /etc/omactl/config.toml; never the current folder. Throws Fault::usage: unreadable, not
    /// TOML, wrong key (line, nearest right name), wrong type. A file named by --config or
    /// $OMACTL_CONFIG must be there; $OMACTL_CONFIG must be an absolute path.
    static Config load(std::optional<std::string> const &option, Environ const &environ);

    std::optional<std::string> const &path() const { return m_path; }  ///< nullopt: no file
    std::vector<std::string> names() const;
    /// By name or alias: --env, else $OMACTL_ENV, else `default = …`, else the only one. Throws
    /// Fault::usage with the nearest names.
    Environment const &choose(std::optional<std::string> const &option, Environ const &environ) const;
    /// The folder of the team's own runbooks; nullopt: none is configured.
    std::optional<std::string> const &runbooks() const { return m_runbooks; }
    std::vector<Environment> const &all() const { return m_environments; }
    /// The places that load looks at, in order: one alone when --config or $OMACTL_CONFIG names it.
    static std::vector<std::string> search_path(std::optional<std::string> const &option, Environ const &environ);

private:
    Environment const *find(std::string_view name) const;
    Environment const &named(std::string const &name, std::string_view where) const;
    std::optional<std::string> m_path;
    std::optional<std::string> m_default;
    std::optional<std::string> m_runbooks;
    std::vector<Environment> m_environments;
    std::vector<std::pair<std::string, std::string>> m_aliases;
};

/// The value behind a source; registers it in `secrets`. Throws Fault::usage naming the source
/// ("REDIS_URL is not set"), never the value. A command gets 10 s.
Secret resolve(Source const &source, Environ const &environ, Secrets &secrets);

/// The commented file that `config init` writes.
std::string_view starter_file();

}  // namespace omactl::config
