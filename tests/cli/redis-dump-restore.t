# Pause, count, dump, restart by what the configuration names, count again, go on.
needs redis --repl-diskless-sync-delay 0
redis RPUSH resque:queue:sites a b c
redis SADD resque:queues sites
redis SET app:session v PX 4000000
$ omactl redis dump-restore --yes
! omactl: redis dump-restore: the configuration does not say how to restart redis
! hint: in [env.NAME.redis]: restart = ["systemctl", "restart", "…"], or unit = "…"
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
! omactl: redis dump-restore: no digest 'none'
! hint: --digest sample, or full
=> 2
$ omactl redis dump-restore --dry-run
  Plan for here/redis, redis SOCKET/0 (run RUN, master)
    redis restart  up since N s; 3 keys, N used; 1 client disconnected
    pause  0 workers take no more jobs; 0 jobs under way are finished, for which it waits at most 5 min; a hold, which also ends by itself
    writes  of others wait from the first count to the last (CLIENT PAUSE)
    count  each key, with its expiry and a digest of what it holds
    dump  to ~/state/omactl/archive/ID.keys, N free, and read back
~   by  rdb: all keys at one point in time; .*
    restart  BGSAVE first; then FOLDER/restart; until it has loaded, at most 10 min without progress
    compare  what is lost, changed, expired in transit; if all is well processing goes on
    not known  whether it comes up with the same dir and AOF: it runs without a configuration file
    undo  omactl undo ID while it is not restarted; later the dump brings back what is missing: omactl redis restore ~/state/omactl/archive/ID.keys
  It would send
    EVAL take-lease  DEL resque:omactl:{resque:pause}:lease, SET resque:omactl:{resque:pause}:lease PX 60000
    SCRIPT LOAD  what the steps below do
    EVALSHA pause  DEL resque:pause-all-workers and resque:pause:all, SET resque:pause-all-workers and resque:pause:all, HSET resque:omactl:pauses
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:pause}:lease PX 60000
    EVAL drop-lease  DEL resque:omactl:{resque:pause}:lease
    CLIENT PAUSE 8000 WRITE  (again and again, while it lasts)
    BGSAVE
    PSYNC ? -1
    FOLDER/restart
    CLIENT UNPAUSE
    EVAL take-lease  DEL resque:omactl:{resque:pause}:lease, SET resque:omactl:{resque:pause}:lease PX 60000
    SCRIPT LOAD  what the steps below do
    EVALSHA unpause  DEL resque:pause-all-workers and resque:pause:all, SET resque:pause-all-workers and resque:pause:all, PEXPIREAT resque:pause-all-workers and resque:pause:all, HDEL resque:omactl:pauses
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:pause}:lease PX 60000, HSET resque:omactl:op:ID
    EVAL drop-lease  DEL resque:omactl:{resque:pause}:lease
  Dry run: nothing was changed.
$ omactl redis dump-restore
! Plan for here/redis, redis SOCKET/0 (run RUN, master)
!   redis restart  up since N s; 3 keys, N used; 1 client disconnected
!   pause  0 workers take no more jobs; 0 jobs under way are finished, for which it waits at most 5 min; a hold, which also ends by itself
!   writes  of others wait from the first count to the last (CLIENT PAUSE)
!   count  each key, with its expiry and a digest of what it holds
!   dump  to ~/state/omactl/archive/ID1.keys, N free, and read back
!~   by  rdb: all keys at one point in time; .*
!   restart  BGSAVE first; then FOLDER/restart; until it has loaded, at most 10 min without progress
!   compare  what is lost, changed, expired in transit; if all is well processing goes on
!   not known  whether it comes up with the same dir and AOF: it runs without a configuration file
!   undo  omactl undo ID while it is not restarted; later the dump brings back what is missing: omactl redis restore ~/state/omactl/archive/ID1.keys
! omactl: redis dump-restore: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
redis? EXISTS pause-all-workers => 0
$ omactl redis dump-restore --yes
  Restarted redis in N s: up since N s (run RUN, before run RUN), 7 keys, before 7. Of 3 looked at: none lost, none changed, none expired in transit. Then: workers take jobs again.
! Plan for here/redis, redis SOCKET/0 (run RUN, master)
!   redis restart  up since N s; 3 keys, N used; 1 client disconnected
!   pause  0 workers take no more jobs; 0 jobs under way are finished, for which it waits at most 5 min; a hold, which also ends by itself
!   writes  of others wait from the first count to the last (CLIENT PAUSE)
!   count  each key, with its expiry and a digest of what it holds
!   dump  to ~/state/omactl/archive/ID2.keys, N free, and read back
!~   by  rdb: all keys at one point in time; .*
!   restart  BGSAVE first; then FOLDER/restart; until it has loaded, at most 10 min without progress
!   compare  what is lost, changed, expired in transit; if all is well processing goes on
!   not known  whether it comes up with the same dir and AOF: it runs without a configuration file
!   undo  omactl undo ID while it is not restarted; later the dump brings back what is missing: omactl redis restore ~/state/omactl/archive/ID2.keys
! Workers rest.
! Counted 3 of 7 keys; 7 are in FOLDER/state/omactl/archive/ID2.keys, which is whole.
! Restarting it: FOLDER/restart
redis? LRANGE resque:queue:sites 0 -1 => a b c
redis? EXISTS resque:pause-all-workers => 0
$ omactl undo ID2
! omactl: undo: a restart can't be undone
! hint: omactl redis restore FOLDER/state/omactl/archive/ID2.keys  (what is missing comes back from its dump)
=> 7
# Its file says another place than what it runs with.
file redis.conf <<END
dbfilename elsewhere.rdb
END
$ omactl redis dump-restore --yes
! omactl: redis dump-restore: it would come up with other data: dbfilename: it runs with dump.rdb, FOLDER/redis.conf says elsewhere.rdb
! hint: redis-cli -s SOCKET CONFIG REWRITE    (its file then says what it runs with)
=> 1
# A pause that stands is adopted; a restart by SHUTDOWN, where only a start is named.
file config/omactl/config.toml <<END
[env.here.redis]
url = { env = "REDIS_URL" }
start = ["FOLDER/restart"]
END
file redis.conf <<END
END
$ omactl workers pause --for 1h --wait 0s --yes -q
$ omactl redis dump-restore --dry-run --no-fence --method keys --digest full
  Plan for here/redis, redis SOCKET/0 (run RUN, master)
    redis restart  up since N s; 9 keys, N used; 1 client disconnected
    pause  all queues are paused already: omactl holds extend ID3 --for DUR, or omactl workers resume.
    writes  of others go on: what they change can't be told from what a restart does
    count  each key, with its expiry and a digest of what it holds
    dump  to ~/state/omactl/archive/ID.keys, N free, and read back
    by  keys: asked for
    restart  BGSAVE first; then SHUTDOWN SAVE; FOLDER/restart; until it has loaded, at most 10 min without progress
    compare  what is lost, changed, expired in transit; if all is well processing goes on
    undo  omactl undo ID while it is not restarted; later the dump brings back what is missing: omactl redis restore ~/state/omactl/archive/ID.keys
  It would send
    BGSAVE
    SHUTDOWN SAVE
    FOLDER/restart
  Dry run: nothing was changed.
$ omactl redis dump-restore --no-fence --method keys --yes --json
  {
    "id": "ID4",
    "command": "redis dump-restore",
    "target": "here/redis",
    "status": "done",
    "changes": [
      {
        "same": 3,
        "lost": 0,
        "changed": 0,
        "other_expiry": 0,
        "expired": 0,
        "added": 0,
        "keys_after": 9,
        "run_id": "RUN",
~       "uptime_s": [0-9]+,
        "examples": [],
        "writes": 0,
        "keys_before": 9,
        "looked_at": 3,
        "writes_held": false,
        "dump": "FOLDER/state/omactl/archive/ID4.keys",
        "run_id_before": "RUN",
        "processing": null
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID4.keys",
    "undo": null
  }
! Counted 3 of 9 keys; 3 are in FOLDER/state/omactl/archive/ID4.keys, which is whole.
! Restarting it: SHUTDOWN SAVE; FOLDER/restart
redis? EXISTS resque:pause-all-workers => 1
redis? LRANGE resque:queue:sites 0 -1 => a b c
$ redis-cli -s SOCKET shutdown nosave
$ omactl redis dump-restore --yes
! omactl: redis dump-restore: redis SOCKET: connect: no such file or directory
! hint: omactl redis start    (it is down: there is nothing to dump)
=> 6
