needs redis
env REDIS_URL=
# Without a file there is nothing that cron could know.
$ omactl config cron
! omactl: config cron: there is no configuration file, and cron knows no REDIS_URL or its like
! hint: omactl config init
=> 2

file ok.toml <<END
default = "production"
[env.production]
protected = true
[env.production.redis]
url = "unix://SOCKET"
loopback = true
[env.production.queue]
kind = "resque"
[env.staging.redis]
url = { env = "STAGING_REDIS_URL" }
[env.staging.queue]
kind = "resque"
END
redis SADD resque:queues sites
$ omactl config cron --config FOLDER/ok.toml
  # omactl, environment production: for crontab -e
  MAILTO=tester
  XDG_STATE_HOME="FOLDER/state"
  # ends what is overdue
~ \* \* \* \* \* /usr/bin/flock -n -E 0 FOLDER/state/omactl/cron-production-holds-enforce\.lock [^ ]+/omactl --config FOLDER/ok\.toml -e production -q --timeout 50s holds enforce
  # says something when something needs attention
~ \*/5 \* \* \* \* /usr/bin/flock -n -E 0 FOLDER/state/omactl/cron-production-status\.lock [^ ]+/omactl --config FOLDER/ok\.toml -e production -q --timeout 50s status
! Tried as cron would run them (changes as dry runs):
! ok   holds enforce: it works, and says nothing
! ok   status: it works, and says nothing
! \n
$ omactl config cron --config ok.toml -q --mailto oncall@example.com
  # omactl, environment production: for crontab -e
  MAILTO=oncall@example.com
  XDG_STATE_HOME="FOLDER/state"
  # ends what is overdue
~ \* \* \* \* \* /usr/bin/flock -n -E 0 FOLDER/state/omactl/cron-production-holds-enforce\.lock [^ ]+/omactl --config FOLDER/ok\.toml -e production -q --timeout 50s holds enforce
  # says something when something needs attention
~ \*/5 \* \* \* \* /usr/bin/flock -n -E 0 FOLDER/state/omactl/cron-production-status\.lock [^ ]+/omactl --config FOLDER/ok\.toml -e production -q --timeout 50s status
$ omactl config cron --config FOLDER/ok.toml -q --mailto 'on call'
! omactl: config cron: --mailto: 'on call' is no address
=> 2

# A variable of yours that cron has not.
env STAGING_REDIS_URL=unix://SOCKET
$ omactl config cron --config FOLDER/ok.toml -e staging -q
  # omactl, environment staging: for crontab -e
  MAILTO=tester
  XDG_STATE_HOME="FOLDER/state"
  # ends what is overdue
~ \* \* \* \* \* /usr/bin/flock -n -E 0 FOLDER/state/omactl/cron-staging-holds-enforce\.lock [^ ]+/omactl --config FOLDER/ok\.toml -e staging -q --timeout 50s holds enforce
  # says something when something needs attention
~ \*/5 \* \* \* \* /usr/bin/flock -n -E 0 FOLDER/state/omactl/cron-staging-status\.lock [^ ]+/omactl --config FOLDER/ok\.toml -e staging -q --timeout 50s status
! FAIL redis, for every line: STAGING_REDIS_URL is not set under cron
! hint: url = { file = … } or { command = […] } in [env.staging.redis]
=> 3

# As cron has it: silent while all is well; then only the trouble, without colour, and no question.
$ omactl --config FOLDER/ok.toml -q holds enforce
$ omactl --config FOLDER/ok.toml -q status
redis RPUSH resque:queue:sites {"class":"A","args":[]}
$ omactl --config FOLDER/ok.toml -q status
  production  TIME  N s
  WARN  workers  none is registered, and jobs wait in 1 queue  omactl queue why sites · run dead-workers
  1 needs attention
=> 3
$ omactl --config FOLDER/ok.toml -q --color auto queue clear sites
! omactl: queue clear: not confirmed
! hint: no terminal to ask on; add --yes
=> 7

# The line runs as it is printed, and not while the last one still runs.
file bin/as-cron <<END
#!/bin/sh
omactl config cron -q --config "$1" 2>/dev/null | sed -n 's|^[*]/5 [*] [*] [*] [*] ||p' >line
env -i HOME="$HOME" PATH=/usr/bin:/bin /bin/sh ./line
echo "status $?"
exec 9<"$2"
flock 9
env -i HOME="$HOME" PATH=/usr/bin:/bin /bin/sh ./line
echo "busy: status $?"
END
$ as-cron FOLDER/ok.toml FOLDER/state/omactl/cron-production-status.lock
  production  TIME  N s
  WARN  workers  none is registered, and jobs wait in 1 queue  omactl queue why sites · run dead-workers
  1 needs attention
  status 3
  busy: status 0
