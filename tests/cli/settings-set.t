needs redis
env OMACTL_CONFIG=FOLDER/c.toml
file c.toml <<END
[env.shop]
redis.url = { env = "REDIS_URL" }
settings.store = "redis-hash:settings"
END
redis HSET settings alexa_limit 1000000
$ omactl settings set alexa_limit 5
! Plan for shop/alexa_limit, redis SOCKET/0 (run RUN, master)
!   alexa_limit  1000000 → 5
!   undo  omactl undo ID1: puts back those that nobody has changed since
! omactl: settings set: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
redis? HGET settings alexa_limit => 1000000
$ omactl settings set alexa_limit 5 --dry-run
  Plan for shop/alexa_limit, redis SOCKET/0 (run RUN, master)
    alexa_limit  1000000 → 5
    undo         omactl undo ID    (the id is told when it is done): puts back those that nobody has changed since
  It would send
    EVAL take-lease         DEL resque:omactl:{settings}:lease, SET resque:omactl:{settings}:lease PX 60000
    SCRIPT LOAD             what the steps below do
    EVALSHA set fields      HSET settings alexa_limit 5
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{settings}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{settings}:lease
  Dry run: nothing was changed.
redis? HGET settings alexa_limit => 1000000
$ omactl settings set alexa_limit 5 --yes
  Changed 1 setting in redis-hash:settings.
! Plan for shop/alexa_limit, redis SOCKET/0 (run RUN, master)
!   alexa_limit  1000000 → 5
!   undo  omactl undo ID2: puts back those that nobody has changed since
! Undo: omactl undo ID2
redis? HGET settings alexa_limit => 5
$ omactl settings set alexa_limit 5 --yes
  alexa_limit is 5 already; nothing to do.
$ omactl undo ID2 --yes
  Changed 1 setting in redis-hash:settings.
! Plan for shop/alexa_limit, redis SOCKET/0 (run RUN, master)
!   alexa_limit  5 → 1000000
redis? HGET settings alexa_limit => 1000000
$ omactl undo ID2 --yes
  settings set alexa_limit is undone already.

# A new one, bytes from a file, and away with it.
file motd.txt <<END
two
lines
END
$ omactl settings set motd --file motd.txt --yes --json
  {
    "id": "ID3",
    "command": "settings set",
    "target": "shop/motd",
    "status": "done",
    "changes": [
      {
        "name": "motd",
        "from": null,
        "to": {
          "value": "two\nlines\n"
        }
      }
    ],
    "archive": null,
    "undo": "omactl undo ID3"
  }
redis? HGET settings motd => two\nlines\n
$ omactl settings set motd --remove --yes
  Changed 1 setting in redis-hash:settings.
! Plan for shop/motd, redis SOCKET/0 (run RUN, master)
!   motd  two\nlines\n → not set
!   undo  omactl undo ID4: puts back those that nobody has changed since
! Undo: omactl undo ID4
redis? HEXISTS settings motd => 0
$ omactl undo ID4 --yes
  Changed 1 setting in redis-hash:settings.
! Plan for shop/motd, redis SOCKET/0 (run RUN, master)
!   motd  not set → two\nlines\n
redis? HGET settings motd => two\nlines\n

# What somebody else changed since is left alone.
$ omactl settings set alexa_limit 7 --yes
  Changed 1 setting in redis-hash:settings.
! Plan for shop/alexa_limit, redis SOCKET/0 (run RUN, master)
!   alexa_limit  1000000 → 7
!   undo  omactl undo ID5: puts back those that nobody has changed since
! Undo: omactl undo ID5
redis HSET settings alexa_limit 8
$ omactl undo ID5 --yes
  None of its settings is as it left them; nothing to undo.
redis? HGET settings alexa_limit => 8
$ omactl settings set alexa_limit
! omactl: settings set: a value, --file FILE or --remove: one of them
! hint: omactl settings set alexa_limit VALUE
=> 2
$ omactl settings set alexa_limit 5 --remove
! omactl: settings set: a value, --file FILE or --remove: one of them
! hint: omactl settings set alexa_limit VALUE
=> 2

# An end that a setting has stays; what is no string is left alone.
redis SET setting:a 1 PX 500000
redis RPUSH setting:list x
$ omactl settings set a 2 --store redis-prefix:setting: --yes
  Changed 1 setting in redis-prefix:setting:.
! Plan for shop/a, redis SOCKET/0 (run RUN, master)
!   a  1 → 2
!   undo  omactl undo ID6: puts back those that nobody has changed since
! Undo: omactl undo ID6
redis? GET setting:a => 2
redis? PERSIST setting:a => 1
$ omactl settings set list 2 --store redis-prefix:setting: --yes
! omactl: settings set: 'list' is a list, not a string
=> 1
