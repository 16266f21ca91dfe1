needs redis --repl-diskless-sync-delay 0
redis RPUSH resque:queue:sites a b c
redis SADD resque:queues sites
redis SET app:session v PX 4000000
redis SET app:short v PX 1500
redis HSET app:user name marta
redis XADD app:log 1-1 k v
redis XGROUP CREATE app:log readers 0
redis SET resque:pause:all x
$ omactl redis dump all.rdb -q
$ omactl redis dump keys.dump --method keys -q
redis FLUSHALL
$ sleep 1.6
$ omactl redis restore keys.dump
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   redis restore  5 keys (string 1, list 1, set 1, hash 1, stream 1), 1 with an expiry
!   from  ~/keys.dump, a dump of Redis 7.0.15, RDB version 10: read to its end, whole
!   there already  none of them
!   left out  1 expired since
!~   memory  N used and no limit set; the keys bring [0-9]+ B at least
!   undo  none: later nothing tells what it has added from what others have written
! omactl: redis restore: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl redis restore keys.dump --dry-run
  Plan for default/redis, redis SOCKET/0 (run RUN, master)
    redis restore  5 keys (string 1, list 1, set 1, hash 1, stream 1), 1 with an expiry
    from  ~/keys.dump, a dump of Redis 7.0.15, RDB version 10: read to its end, whole
    there already  none of them
    left out  1 expired since
~   memory  N used and no limit set; the keys bring [0-9]+ B at least
    undo  none: later nothing tells what it has added from what others have written
  It would send
    RESTORE KEY EXPIRY PAYLOAD [ABSTTL]  (5 times)
    RESTORE, DEL of a name beside a key that is there, to compare them
  Dry run: nothing was changed.
$ omactl redis restore keys.dump --yes
  Restored 5 keys in N s; 1 expired in transit.
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   redis restore  5 keys (string 1, list 1, set 1, hash 1, stream 1), 1 with an expiry
!   from  ~/keys.dump, a dump of Redis 7.0.15, RDB version 10: read to its end, whole
!   there already  none of them
!   left out  1 expired since
!~   memory  N used and no limit set; the keys bring [0-9]+ B at least
!   undo  none: later nothing tells what it has added from what others have written
redis? DBSIZE => 5
redis? LRANGE resque:queue:sites 0 -1 => a b c
redis? XINFO GROUPS app:log => name readers consumers 0 pending 0 last-delivered-id 0-0 entries-read (nil) lag 1
# Again: what is there holds the same.
$ omactl redis restore keys.dump --yes
  Restored 0 keys in N s; 5 there already, with the same content; 1 expired in transit.
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   redis restore  5 keys (string 1, list 1, set 1, hash 1, stream 1), 1 with an expiry
!   from  ~/keys.dump, a dump of Redis 7.0.15, RDB version 10: read to its end, whole
!   there already  5 of them: those that hold the same count as restored, the others stay as they are
!   left out  1 expired since
!   memory  N used and no limit set; the keys bring 0 B at least
!   undo  none: later nothing tells what it has added from what others have written
# From an RDB: the pause in it stays away.
redis DEL app:user
$ omactl redis restore all.rdb --yes --json
  {
    "id": "ID1",
    "command": "redis restore",
    "target": "default/redis",
    "status": "done",
    "changes": [
      {
        "restored": 1,
        "same": 4,
        "expired": 1,
        "conflicts": 0,
        "refused": 0,
        "skipped": 1,
        "functions": false,
        "examples": []
      }
    ],
    "archive": null,
    "undo": null
  }
redis? EXISTS resque:pause:all => 0
# Something else is there.
redis HSET app:user name "somebody else"
$ omactl redis restore keys.dump --yes
  Restored 0 keys in N s; 4 there already, with the same content; 1 expired in transit; 1 left alone, as something else is there.
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   redis restore  5 keys (string 1, list 1, set 1, hash 1, stream 1), 1 with an expiry
!   from  ~/keys.dump, a dump of Redis 7.0.15, RDB version 10: read to its end, whole
!   there already  5 of them: those that hold the same count as restored, the others stay as they are
!   left out  1 expired since
!   memory  N used and no limit set; the keys bring 0 B at least
!   undo  none: later nothing tells what it has added from what others have written
! omactl: redis restore: 1 key did not come: app:user (something else is there)
! hint: omactl journal show ID2
=> 9
redis? HGET app:user name => somebody else
$ omactl redis restore keys.dump --yes --replace --match app:u*
  Restored 1 key in N s.
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   redis restore  1 key (hash 1), 0 with an expiry
!   from  ~/keys.dump, a dump of Redis 7.0.15, RDB version 10: read to its end, whole
!   there already  1 of them: replaced
!   left out  5 not asked for
!   memory  N used and no limit set; the keys bring 0 B at least
!   replaced  ~/state/omactl/archive/ID3.keys keeps them as they are now
!   undo  none: what it replaces comes back with `omactl redis restore FILE --replace` of that file
redis? HGET app:user name => marta
# What was replaced was kept.
$ sh -c 'mv state/omactl/archive/*.keys kept.keys'
$ omactl redis restore kept.keys --replace --yes
  Restored 1 key in N s.
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   redis restore  1 key (hash 1), 0 with an expiry
!   from  ~/kept.keys, a dump of Redis 7.0.15, RDB version 10: read to its end, whole
!   there already  1 of them: replaced
!   memory  N used and no limit set; the keys bring 0 B at least
!   replaced  ~/state/omactl/archive/ID4.keys keeps them as they are now
!   undo  none: what it replaces comes back with `omactl redis restore FILE --replace` of that file
redis? HGET app:user name => somebody else
# Elsewhere.
$ omactl redis restore keys.dump --into 5 --match resque:* --yes
  Restored 2 keys in N s.
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   redis restore  2 keys (list 1, set 1), 0 with an expiry
!   from  ~/keys.dump, a dump of Redis 7.0.15, RDB version 10: read to its end, whole
!   there already  none of them
!   left out  4 not asked for
!~   memory  N used and no limit set; the keys bring [0-9]+ B at least
!   undo  none: later nothing tells what it has added from what others have written
# Nothing of it.
$ omactl redis restore keys.dump --db 3
  keys.dump holds no key to restore (6 not asked for).
# No room, a replica, a damaged file.
redis FLUSHALL
redis CONFIG SET maxmemory 1000
$ omactl redis restore keys.dump --yes
!~ omactl: redis restore: it would not fit: N used of 1000 B, and the keys bring [0-9]+ B at least
! hint: redis-cli -s SOCKET CONFIG SET maxmemory SIZE
! hint: or a part of it: --match GLOB
=> 7
redis CONFIG SET maxmemory 0
$ sh -c 'head -c 300 keys.dump > cut.dump'
$ omactl redis restore cut.dump --yes
!~ omactl: redis restore: FOLDER/cut.dump: it ends in the middle of a block, [0-9]+ bytes from its beginning
! hint: it is damaged or was cut off: nothing behind that place can be trusted
=> 1
redis? DBSIZE => 0
redis REPLICAOF 127.0.0.1 1
$ omactl redis restore keys.dump --yes
! omactl: redis restore: redis SOCKET/0 (run RUN, slave) is a replica and takes no writes
! hint: point the environment's redis url at the master
=> 1
redis REPLICAOF NO ONE
# Undo says why there is none; a plan for another file is none.
$ omactl undo --yes ID1
! omactl: undo: redis restore redis has no undo: later nothing tells what it has added from what others have written
! hint: omactl journal show ID1
=> 7
$ omactl redis restore keys.dump --plan-out plan.json
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   redis restore  5 keys (string 1, list 1, set 1, hash 1, stream 1), 1 with an expiry
!   from  ~/keys.dump, a dump of Redis 7.0.15, RDB version 10: read to its end, whole
!   there already  none of them
!   left out  1 expired since
!~   memory  N used and no limit set; the keys bring [0-9]+ B at least
!   undo  none: later nothing tells what it has added from what others have written
! Nothing was changed. The plan is in plan.json: omactl apply plan.json
$ sh -c 'cat kept.keys > keys.dump'
$ omactl apply plan.json --yes
! omactl: apply: FOLDER/keys.dump is another file than when it was planned
! hint: omactl redis restore FOLDER/keys.dump
=> 8
# Where it counts, it wants the name.
redis FLUSHALL
file config/omactl/config.toml <<END
[env.shop]
protected = true
redis.url = { env = "REDIS_URL" }
redis.loopback = true
END
$ omactl redis restore kept.keys --yes
! Plan for shop/redis, redis SOCKET/0 (run RUN, master)
!   redis restore  1 key (hash 1), 0 with an expiry
!   from  ~/kept.keys, a dump of Redis 7.0.15, RDB version 10: read to its end, whole
!   there already  none of them
!~   memory  N used and no limit set; the keys bring [0-9]+ B at least
!   undo  none: later nothing tells what it has added from what others have written
! omactl: redis restore: not confirmed
! hint: no terminal to ask on; add --confirm shop/redis
=> 7
redis? DBSIZE => 0
$ omactl redis restore kept.keys --confirm shop/redis --json
  {
    "id": "ID5",
    "command": "redis restore",
    "target": "shop/redis",
    "status": "done",
    "changes": [
      {
        "restored": 1,
        "same": 0,
        "expired": 0,
        "conflicts": 0,
        "refused": 0,
        "skipped": 0,
        "functions": false,
        "examples": []
      }
    ],
    "archive": null,
    "undo": null
  }
redis? DBSIZE => 1
