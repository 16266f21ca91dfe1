# A server that forks at once, so that nothing waits.
needs redis --repl-diskless-sync-delay 0
$ omactl redis dump none.dump --method keys
~ Dumped 0 keys, 0 of them with an expiry, to none\.dump, [0-9.]+ (B|KiB), in N s; read back: it is whole\.
! Dump of redis SOCKET/0 (run RUN, master), 0 keys in 0 databases
!   method  keys: asked for
!   file  none.dump, N free; N used by the server
!           not of one point in time: what is written meanwhile is in it or not
redis RPUSH resque:queue:sites a b c
redis SADD resque:queues sites
redis SET app:session v PX 4000000
redis HSET app:user name "k\xc3\xa4se"
redis SET "bytes \xff" "\x00\xff"
# omactl's own, and pauses: in no dump key by key.
redis MSET resque:omactl:op:1 x resque:pause:all x resque:pause:queue:sites x resque:pause-all-workers true
$ omactl redis dump keys.dump --method keys
~ Dumped 5 keys, 1 of them with an expiry, to keys\.dump, [0-9.]+ (B|KiB), in N s; read back: it is whole\.
  left out on purpose: 4 keys of omactl's and of pauses
! Dump of redis SOCKET/0 (run RUN, master), 9 keys in 1 database
!   method  keys: asked for
!   file  keys.dump, N free; N used by the server
!           not of one point in time: what is written meanwhile is in it or not
$ omactl redis dump keys.dump
! omactl: redis dump: keys.dump is there already
! hint: another name, or --force to write over it
=> 7
$ stat -c %a keys.dump
  600
$ omactl redis dump keys.dump --check
  keys.dump is whole: 5 keys (string 2, list 1, set 1, hash 1), 1 with an expiry; a dump key by key of Redis 7.0.15, RDB version 10
$ omactl redis dump keys.dump --check --json
  {
    "keys": 5,
    "with_expiry": 1,
    "functions": false,
    "databases": [
      {
        "db": 0,
        "keys": 5,
        "types": {
          "string": 2,
          "list": 1,
          "set": 1,
          "hash": 1
        }
      }
    ],
    "file": "keys.dump",
    "whole": true,
    "method": "keys",
    "rdb_version": 10,
    "server_version": "7.0.15",
~   "file_bytes": [0-9]+,
    "warnings": []
  }
# As a replica gets them.
$ omactl redis dump all.rdb
~ Dumped 9 keys, 1 of them with an expiry, to all\.rdb, [0-9.]+ (B|KiB), in N s; read back: it is whole\.
! Dump of redis SOCKET/0 (run RUN, master), 9 keys in 1 database
!~   method  rdb: all keys at one point in time; a fork takes .* at least, .* if every key is written to meanwhile; the host has .* in all, how much of it is free Redis doesn't say
!   file  all.rdb, N free; N used by the server
!           omactl's own keys and pauses are in it; `redis restore` leaves them out
$ omactl redis dump all.rdb --check
  all.rdb is whole: 9 keys (string 6, list 1, set 1, hash 1), 1 with an expiry; an RDB of Redis 7.0.15, RDB version 10
$ sh -c 'redis-check-rdb all.rdb | grep -c OK'
  2
# Why key by key.
$ omactl redis dump one.dump --db 0
~ Dumped 5 keys, 1 of them with an expiry, to one\.dump, [0-9.]+ (B|KiB), in N s; read back: it is whole\.
  left out on purpose: 4 keys of omactl's and of pauses
! Dump of redis SOCKET/0 (run RUN, master), 9 keys in 1 database
!   method  keys: an RDB would hold all databases
!   file  one.dump, N free; N used by the server
!           not of one point in time: what is written meanwhile is in it or not
env OMACTL_READONLY=1
$ omactl redis dump two.dump
~ Dumped 5 keys, 1 of them with an expiry, to two\.dump, [0-9.]+ (B|KiB), in N s; read back: it is whole\.
  left out on purpose: 4 keys of omactl's and of pauses
! Dump of redis SOCKET/0 (run RUN, master), 9 keys in 1 database
!   method  keys: the environment is read-only, and PSYNC makes the server fork
!   file  two.dump, N free; N used by the server
!           not of one point in time: what is written meanwhile is in it or not
$ omactl redis dump four.dump --method rdb
! omactl: redis dump: the environment is read-only, and PSYNC makes the server fork
! hint: --method keys
=> 2
env OMACTL_READONLY=
$ omactl redis dump three.dump --method copy
! omactl: redis dump: no method 'copy'
! hint: --method keys, or --method rdb
=> 2
$ omactl redis dump -
! omactl: redis dump: a dump is a file, which is read back; stdout is none
=> 2
# Damaged, foreign, missing.
$ sh -c 'head -c 300 keys.dump > cut.dump; head -c 100 all.rdb > cut.rdb; echo hello > hello.dump'
$ omactl redis dump cut.dump --check
~ cut.dump: it ends in the middle of a block, [0-9]+ bytes from its beginning
=> 3
$ omactl redis dump cut.rdb --check
~ cut.rdb: it ends too early, [0-9]+ bytes from its beginning
=> 3
$ omactl redis dump hello.dump --check --json
  {
    "file": "hello.dump",
    "whole": false,
    "error": "hello.dump: neither a dump of omactl nor an RDB file"
  }
=> 3
$ omactl redis dump missing.dump --check
! omactl: redis dump: open missing.dump: no such file or directory
=> 5
# A managed server refuses PSYNC, BGSAVE, CONFIG and MEMORY.
redis ACL SETUSER managed on nopass ~* +@all -psync -sync -replconf -bgsave -config -memory -debug
env REDIS_URL=unix://managed:x@SOCKET
$ omactl redis dump managed.dump
~ Dumped 5 keys, 1 of them with an expiry, to managed\.dump, [0-9.]+ (B|KiB), in N s; read back: it is whole\.
  left out on purpose: 4 keys of omactl's and of pauses
! Dump of redis SOCKET/0 (run RUN, master), 9 keys in 1 database
!   method  keys: the server refuses PSYNC
!   file  managed.dump, N free; N used by the server
!           not of one point in time: what is written meanwhile is in it or not
$ omactl redis dump managed.rdb --method rdb
! Dump of redis SOCKET/0 (run RUN, master), 9 keys in 1 database
!   method  rdb: asked for, though the server refuses PSYNC
!   file  managed.rdb, N free; N used by the server
!           omactl's own keys and pauses are in it; `redis restore` leaves them out
! omactl: redis dump: redis SOCKET: REPLCONF: NOPERM this user has no permissions to run the 'replconf' command
! hint: this user's ACL does not allow it: redis-cli -s SOCKET --user managed ACL WHOAMI, then ACL GETUSER
=> 4
env REDIS_URL=unix://SOCKET
# Interrupted, it stays as FILE.part, and the same command goes on with it.
redis EVAL "for i = 1, 12000 do local text = '' for n = 1, 25 do text = text .. redis.sha1hex(i .. ' ' .. n) end redis.call('SET', 'big:' .. i, text) end return 1" 0
$ timeout --preserve-status -s INT 3 omactl redis dump later.dump --method keys --rate 2000/s
! Dump of redis SOCKET/0 (run RUN, master), 12,009 keys in 1 database
!   method  keys: asked for
!   file  later.dump, N free; N used by the server
!           not of one point in time: what is written meanwhile is in it or not
! omactl: redis dump: interrupted; what was read stays in later.dump.part
! hint: the same command goes on with it, while the server is not restarted
=> 130
$ omactl redis dump later.dump
~ Dumped 12,005 keys, 1 of them with an expiry, to later\.dump, [0-9.]+ MiB, in N s; read back: it is whole\.
~ [0-9,]+ keys were in it already, from before
  ...
! Dump of redis SOCKET/0 (run RUN, master), 12,009 keys in 1 database
!   method  keys: goes on with later.dump.part
!   file  later.dump, N free; N used by the server
!           not of one point in time: what is written meanwhile is in it or not
$ sh -c 'ls later.dump*'
  later.dump
redis EVAL "for i = 1, 12000 do redis.call('DEL', 'big:' .. i) end return 1" 0
# What this user may not read is said, and the dump is not called whole.
redis ACL SETUSER some on nopass +@all ~resque:* ~app:*
env REDIS_URL=unix://some:x@SOCKET
$ omactl redis dump some.dump --method keys
~ Dumped 4 keys, 1 of them with an expiry, to some\.dump, [0-9.]+ (B|KiB), in N s; read back: it is whole\.
  left out on purpose: 4 keys of omactl's and of pauses
  NOT in it: bytes \xff of database 0: redis SOCKET: DUMP: NOPERM this user has no permissions to access one of the keys used as arguments
! Dump of redis SOCKET/0 (run RUN, master), 9 keys in 1 database
!   method  keys: asked for
!   file  some.dump, N free; N used by the server
!           not of one point in time: what is written meanwhile is in it or not
! omactl: redis dump: 1 key could not be dumped
! hint: what is in the file is right; do not restart on the strength of it
=> 9
$ omactl redis dump some2.dump --method keys --json
  {
    "keys": 4,
    "with_expiry": 1,
    "functions": false,
    "databases": [
      {
        "db": 0,
        "keys": 4,
        "types": {
          "string": 1,
          "list": 1,
          "set": 1,
          "hash": 1
        }
      }
    ],
    "file": "some2.dump",
    "method": "keys",
    "point_in_time": false,
~   "file_bytes": [0-9]+,
    "excluded": 4,
    "gone": 0,
    "resumed": 0,
    "left_out": [
      {
        "db": 0,
        "key": {
          "base64": "Ynl0ZXMg/w=="
        },
        "why": "redis SOCKET: DUMP: NOPERM this user has no permissions to access one of the keys used as arguments"
      }
    ]
  }
! Dump of redis SOCKET/0 (run RUN, master), 9 keys in 1 database
!   method  keys: asked for
!   file  some2.dump, N free; N used by the server
!           not of one point in time: what is written meanwhile is in it or not
! {"error":{"fault":"partial","status":9,"command":"redis dump","message":"1 key could not be dumped","hint":"what is in the file is right; do not restart on the strength of it"}}
=> 9
# Left where the server has its own.
$ omactl redis dump --at host
  Saved in REDIS_FOLDER/dump.rdb, on the server's host, in N s. Each save replaces it: copy it.
!~ redis SOCKET/0 \(run RUN, master\) saves 9 keys: a fork takes .*
$ omactl redis dump --at host x.rdb
! omactl: redis dump: --at host is the server's own RDB, in its own place, with all that it holds
! hint: omactl redis dump --at host
=> 2
$ omactl redis dump
! omactl: redis dump: dump to which file?
! hint: omactl redis dump FILE
=> 2
