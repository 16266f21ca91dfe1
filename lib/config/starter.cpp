#include "lib/config/config.hpp"

namespace omactl::config {

std::string_view starter_file()
{
    return R"(# The configuration of omactl. Where it is looked for: omactl config path
# After each change: omactl config check

default = "production"                # the environment when neither --env nor $OMACTL_ENV names one

[env.production]
protected = true                      # what can't be undone asks for the object's name
alias = ["prod"]                      # more names for --env
# readonly = true                     # look, never touch

[env.production.redis]
url = { env = "REDIS_URL" }           # or { file = "~/.secrets/redis" }, or { command = ["pass", "show", "redis"] }
# loopback = true                     # a loopback address is meant (your own tunnel); else it is an error here
# role = "master"                     # refuse to change a server that is not this
# run_id = "…"                        # or not this very process: omactl doctor shows it
# tls = { ca = "/etc/ssl/redis.pem" } # for rediss:// with a certificate authority of your own
# tls = { pin_sha256 = "…" }          # or with a self-signed certificate; a failing connection prints the line
# unit = "redis-server"               # what starts and restarts it, where omactl runs beside it; or your own words:
# restart = ["ssh", "redis1", "sudo", "systemctl", "restart", "redis-server"]   # also start and stop
# dir = "/var/lib/redis"              # where its files are, to keep copies before a dead one is started

[env.production.queue]
kind = "resque"                       # or "sidekiq"
namespace = "resque"                  # the part of the keys before the first colon; leave it out for Sidekiq

# [env.production.postgres]
# url = { env = "DATABASE_URL" }
# admin_url = { file = "~/.secrets/pg" } # of a superuser, for when no connection slot is free
# role = "primary"                    # refuse to change a server that is not this; or "standby"
# system_id = "…"                     # or not this very cluster: select system_identifier from pg_control_system()
# restart = ["systemctl", "restart", "postgresql"]   # what restarts it here; also start and stop
# unit = "postgresql@15-main"         # or, of this machine's systemd, its unit

# How workers pause, in order, the next when one can't; without this by Resque's keys, or Sidekiq's quiet.
# Of yours: a command's status 0 says done, any other that it can't and has done nothing. Each may have
# {queue}; kill, with {host} and {pid}, is run once for each worker that hangs. Besides them there are
# status, a command that ends with 0 while they are paused; timeout, of each; settle, a time after kill.
#
# [env.production.workers]
# pause = ["resque-pause", { command = ["pause-all"], resume = ["wake-all"], kill = ["ssh", "{host}", "kill", "{pid}"] }]

# A second environment:
#
# [env.staging]
#
# [env.staging.redis]
# url = { env = "STAGING_REDIS_URL" }
)";
}

}  // namespace omactl::config
