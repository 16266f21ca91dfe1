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
  Plan for here/redis, redis SOCKET/0 (run RUN, master)
    redis restart  up since N s; 0 keys, N used; 1 client disconnected
    pause  nothing: no queues and no workers are known here
    writes  of others wait from the first count to the last (CLIENT PAUSE)
    count  each key, with its expiry and a digest of what it holds
    dump  to ~/state/omactl/archive/ID.keys, N free, and read back
~   by  rdb: all keys at one point in time; .*
    restart  BGSAVE first; then systemctl restart redis-server; until it has loaded, at most 10 min without progress
    compare  what is lost, changed, expired in transit; if all is well processing goes on
    not known  whether it comes up with the same dir and AOF: it runs without a configuration file
    undo  omactl undo ID while it is not restarted; later the dump brings back what is missing: omactl redis restore ~/state/omactl/archive/ID.keys
  It would send
    CLIENT PAUSE 8000 WRITE  (again and again, while it lasts)
    BGSAVE
    PSYNC ? -1
    systemctl restart redis-server
    CLIENT UNPAUSE
  Dry run: nothing was changed.
$ FOLDER/follow
$ omactl redis restart --yes
! omactl: redis restart: 1 Sentinel watches over it, and would take a restart for its end
! hint: redis-cli -p 26379 SENTINEL FAILOVER NAME    (then restart this one)
! hint: --with-replicas restarts it all the same
=> 7
$ omactl redis restart --dry-run --with-replicas -q
  Plan for here/redis, redis SOCKET/0 (run RUN, master)
    redis restart  up since N s; 0 keys, N used; 2 clients disconnected
    pause  nothing: no queues and no workers are known here
    writes  of others wait from the first count to the last (CLIENT PAUSE)
    count  each key, with its expiry and a digest of what it holds
    dump  to ~/state/omactl/archive/ID.keys, N free, and read back
~   by  rdb: all keys at one point in time; .*
    restart  BGSAVE first; then systemctl restart redis-server; until it has loaded, at most 10 min without progress
    compare  what is lost, changed, expired in transit; if all is well processing goes on
    not known  whether it comes up with the same dir and AOF: it runs without a configuration file
    undo  omactl undo ID while it is not restarted; later the dump brings back what is missing: omactl redis restore ~/state/omactl/archive/ID.keys
  It would send
    CLIENT PAUSE 8000 WRITE  (again and again, while it lasts)
    BGSAVE
    PSYNC ? -1
    systemctl restart redis-server
    CLIENT UNPAUSE
  Dry run: nothing was changed.
