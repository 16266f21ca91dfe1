# The same as redis dump-restore; with replicas a failover is the better way.
needs redis
file config/omactl/config.toml <<END
[env.here.redis]
url = { env = "REDIS_URL" }
unit = "redis-server"
END
file follow <<END
#!/bin/sh
ln -sf "$(command -v redis-server || command -v redis-check-rdb)" FOLDER/redis-server
echo 'SUBSCRIBE __sentinel__:hello' | timeout 60 redis-cli -s SOCKET >FOLDER/sentinel 2>&1 &
until redis-cli -s SOCKET pubsub numsub __sentinel__:hello | grep -q '^1$'; do sleep 0.02; done
END
$ omactl redis restart --dry-run
$ FOLDER/follow
$ omactl redis restart --yes
=> 7
$ omactl redis restart --dry-run --with-replicas -q
