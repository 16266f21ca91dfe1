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
$ redis-cli -s SOCKET shutdown nosave
$ omactl redis start --yes
=> 2
$ sh -c 'cp "$(dirname SOCKET)/dump.rdb" FOLDER/kept.rdb; mkdir FOLDER/data; cp FOLDER/kept.rdb FOLDER/data/dump.rdb'
$ omactl redis start --dir data --dry-run
$ omactl redis start --dir data --json --yes
redis? GET app:a => 1
$ omactl redis start --no-copy --yes
$ redis-cli -s SOCKET shutdown nosave
