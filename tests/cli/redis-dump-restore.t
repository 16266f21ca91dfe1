# Pause, count, dump, restart by what the configuration names, count again, go on.
needs redis --repl-diskless-sync-delay 0
redis RPUSH resque:queue:sites a b c
redis SADD resque:queues sites
redis SET app:session v PX 4000000
$ omactl redis dump-restore --yes
=> 2
file restart <<END
#!/bin/sh
redis-cli -s SOCKET shutdown nosave
ln -sf "$(command -v redis-server || command -v redis-check-rdb)" FOLDER/redis-server
printf 'port 0\nsave ""\nunixsocket %s\ndir %s\n' SOCKET "$(dirname SOCKET)" >FOLDER/redis.conf
timeout 60 FOLDER/redis-server FOLDER/redis.conf >FOLDER/log 2>&1 &
until redis-cli -s SOCKET ping >FOLDER/ping 2>&1; do sleep 0.02; done
END
file config/omactl/config.toml <<END
[env.here.redis]
url = { env = "REDIS_URL" }
restart = ["FOLDER/restart"]
END
$ omactl redis dump-restore --digest none
=> 2
$ omactl redis dump-restore --dry-run
$ omactl redis dump-restore
=> 7
redis? EXISTS pause-all-workers => 0
$ omactl redis dump-restore --yes
redis? LRANGE resque:queue:sites 0 -1 => a b c
redis? EXISTS resque:pause-all-workers => 0
# A pause that stands is adopted; a restart by SHUTDOWN, where only a start is named.
file config/omactl/config.toml <<END
[env.here.redis]
url = { env = "REDIS_URL" }
start = ["FOLDER/restart"]
END
$ omactl workers pause --for 1h --wait 0s --yes -q
$ omactl redis dump-restore --dry-run --no-fence --method keys --digest full
redis? EXISTS resque:pause-all-workers => 1
# Its dump is the way back, as its undo says; and what speaks against a restart.
$ omactl undo ID1
=> 7
redis CONFIG SET dir /tmp
$ omactl redis dump-restore --yes --no-pause
$ redis-cli -s SOCKET shutdown nosave
$ omactl redis dump-restore --yes
=> 6
