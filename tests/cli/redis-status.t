needs redis --enable-protected-configs yes
$ omactl redis status
~ redis SOCKET/0 \(run RUN, master\), Redis [0-9.]+, up N s
~ ok +memory +N used, no limit set, RSS [0-9.]+ MiB, peak [0-9.]+ (KiB|MiB)
  ok  saving  last saved (or started) N s ago; AOF off: a crash loses 0 changes
  ok  clients  1 client of 10,000, 0 blocked (a worker that waits for jobs is)
  ok  latency  PING takes N s, at most N s
$ omactl redis status --ping
  redis SOCKET/0 (run RUN, master) takes commands.
$ omactl redis status --ping --json
  {
    "answers": true,
    "role": "master",
    "run_id": "RUN"
  }
$ omactl redis status -q
$ omactl redis status --json
  {
    "address": "SOCKET/0",
~   "version": "[0-9.]+",
    "role": "master",
    "run_id": "RUN",
~   "uptime_s": [0-9.e-]+,
    "loading": false,
    "memory": {
~     "used_bytes": [0-9.e-]+,
      "limit_bytes": null,
~     "rss_bytes": [0-9.e-]+,
      "fragmentation": null,
      "policy": "noeviction",
      "evicted_keys": 0
    },
    "persistence": {
      "last_save": "TIME",
      "last_save_ok": true,
      "saving": false,
      "changes_since": 0,
      "aof": false,
      "aof_rewriting": false,
      "aof_ok": true
    },
    "clients": {
      "connected": 1,
      "blocked": 0
    },
    "replicas": [],
    "answers": true,
    "latency": {
~     "median_s": [0-9.e-]+,
~     "most_s": [0-9.e-]+
    },
    "findings": [
      {
        "status": "ok",
        "what": "memory",
~       "message": "N used, no limit set, RSS [0-9.]+ MiB, peak [0-9.]+ (KiB|MiB)",
        "mend": null
      },
      {
        "status": "ok",
        "what": "saving",
        "message": "last saved (or started) N s ago; AOF off: a crash loses 0 changes",
        "mend": null
      },
      {
        "status": "ok",
        "what": "clients",
        "message": "1 client of 10,000, 0 blocked (a worker that waits for jobs is)",
        "mend": null
      },
      {
        "status": "ok",
        "what": "latency",
        "message": "PING takes N s, at most N s",
        "mend": null
      }
    ]
  }
# Full.
redis SET k v
redis CONFIG SET maxmemory 1
$ omactl redis status -q
~ redis SOCKET/0 \(run RUN, master\), Redis [0-9.]+, up N s
  FAIL  memory  full: N used of 1 B  omactl redis relief  (a queue clear still works, too)
  1 needs attention
=> 3
redis CONFIG SET maxmemory 0
# A replica whose master is away.
redis REPLICAOF 127.0.0.1 1
$ omactl redis status -q
~ redis SOCKET/0 \(run RUN, slave\), Redis [0-9.]+, up N s
  WARN  role  this is a replica: it takes no writes, and its master is out of reach  point the environment's redis url at the master
  1 needs attention
=> 3
$ omactl redis status --ping
  redis SOCKET/0 (run RUN, slave) takes commands.
redis REPLICAOF NO ONE
# Evictions.
redis CONFIG SET maxmemory-policy allkeys-random
redis EVAL "for i = 1, 2000 do redis.call('SET', i, string.rep('x', 1000)) end return 1" 0
redis CONFIG SET maxmemory 2000000
redis SET last one
redis CONFIG SET maxmemory 0
$ omactl redis status -q
~ redis SOCKET/0 \(run RUN, master\), Redis [0-9.]+, up N s
~ WARN +evictions +[0-9,]+ keys evicted since it started \(allkeys-random\): jobs and settings may be among them +omactl redis bigkeys --by-prefix
  1 needs attention
=> 3
redis CONFIG RESETSTAT
# It can't save.
redis CONFIG SET dir /proc
redis BGSAVE
file bin/until-refused <<END
#!/bin/sh
until omactl redis status -o tsv | grep -q MISCONF; do sleep 0.05; done
END
$ until-refused
$ omactl redis status -q
~ redis SOCKET/0 \(run RUN, master\), Redis [0-9.]+, up N s
  FAIL  saving  its last save to disk failed; it may refuse every write (MISCONF)  redis-cli -s SOCKET CONFIG SET stop-writes-on-bgsave-error no
  1 needs attention
=> 3
# What it does not let everybody see is left out.
redis CONFIG SET dir /tmp
redis ACL SETUSER some on nopass +@all -slowlog ~*
env REDIS_URL=unix://some:x@SOCKET
$ omactl redis status -q
~ redis SOCKET/0 \(run RUN, master\), Redis [0-9.]+, up N s
  FAIL  saving  its last save to disk failed; it may refuse every write (MISCONF)  redis-cli -s SOCKET --user some CONFIG SET stop-writes-on-bgsave-error no
  1 needs attention
=> 3
# A password that is wrong is a no for --ping, and refused else.
redis ACL SETUSER some resetpass >right
$ omactl redis status --ping
  redis SOCKET: AUTH: WRONGPASS invalid username-password pair or user is disabled
=> 3
$ omactl redis status
! omactl: redis status: redis SOCKET: AUTH: WRONGPASS invalid username-password pair or user is disabled
! hint: user or password of the URL are wrong
=> 4
# Nobody there.
env REDIS_URL=unix:///nowhere/redis.sock
$ omactl redis status
  Redis does not answer
  FAIL  redis  redis /nowhere/redis.sock: connect: no such file or directory  is it running? redis-cli -s /nowhere/redis.sock PING
  1 needs attention
=> 3
$ omactl redis status --ping
  redis /nowhere/redis.sock: connect: no such file or directory
=> 3
$ omactl redis status --ping --json
  {
    "answers": false,
    "error": "redis /nowhere/redis.sock: connect: no such file or directory"
  }
=> 3
