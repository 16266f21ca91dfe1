# One that is down is started; copies of its files are kept first.
needs redis
redis SET app:a 1
redis SET app:b 2 PX 4000000
redis SAVE
file start <<END
#!/bin/sh
ln -sf "$(command -v redis-server || command -v redis-check-rdb)" FOLDER/redis-server
timeout 60 FOLDER/redis-server --port 0 --unixsocket SOCKET --dir "$(dirname SOCKET)" --save "" >FOLDER/log 2>&1 &
END
file config/omactl/config.toml <<END
[env.here.redis]
url = { env = "REDIS_URL" }
start = ["FOLDER/start"]
END
$ omactl redis start
  It answers, and is up since N s; there is nothing to start.
$ redis-cli -s SOCKET shutdown nosave
$ omactl redis start --yes
! omactl: redis start: where its files are is not known: copies of them are kept before it is started
! hint: --dir /var/lib/redis, or dir = "…" in [env.NAME.redis]; --no-copy starts it without
=> 2
$ sh -c 'cp "$(dirname SOCKET)/dump.rdb" FOLDER/kept.rdb; mkdir FOLDER/data; cp FOLDER/kept.rdb FOLDER/data/dump.rdb'
$ omactl redis start --dir data --dry-run
  Plan for here/redis, redis SOCKET/0
    redis start  redis SOCKET: connect: no such file or directory
    copies first  1 file of FOLDER/data, 121 B, to ~/state/omactl/archive/ID.files
    dump.rdb  2 keys, saved TIME, N s ago
    by  FOLDER/start
    then  waits until it has loaded, at most 10 min without progress
    undo  none: what is down has nothing to go back to
  It would send
    FOLDER/start
  Dry run: nothing was changed.
$ omactl redis start --dir data --json --yes
  {
    "id": "ID1",
    "command": "redis start",
    "target": "here/redis",
    "status": "done",
    "changes": [
      {
        "keys": 2,
        "expected_keys": 2,
        "aof": false,
        "copies": "FOLDER/state/omactl/archive/ID1.files"
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID1.files",
    "undo": null
  }
redis? GET app:a => 1
$ omactl redis start --no-copy --yes
  It answers, and is up since N s; there is nothing to start.
$ redis-cli -s SOCKET shutdown nosave
