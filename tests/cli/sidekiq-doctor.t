# Without a namespace the advice names all keys: those of Sidekiq's processes begin like nothing else.
needs redis
redis ACL SETUSER looker on >fake-password ~* +@read +info +ping +time +acl|whoami +acl|dryrun +select
redis ACL SETUSER blind on >fake-password ~* +info +ping +time +acl|whoami +select
file sidekiq.toml <<END
[env.looker.redis]
url = { file = "looker.url" }
[env.looker.queue]
kind = "sidekiq"
[env.blind.redis]
url = { file = "blind.url" }
[env.blind.queue]
kind = "sidekiq"
namespace = "app3"
END
$ sh -c 'echo "unix://looker:fake-password@${REDIS_URL#unix://}" > looker.url'
$ sh -c 'echo "unix://blind:fake-password@${REDIS_URL#unix://}" > blind.url'
env OMACTL_CONFIG=FOLDER/sidekiq.toml
$ omactl doctor -e looker
~ ok  omactl  [0-9.]+
  ok  config  FOLDER/sidekiq.toml: environment looker
  ok  state  FOLDER/state/omactl: made by the first change
  ok  space  N free for archives
  ok  journal  0 operations, 0 open
  ok  terminal  none: changes need --yes or --confirm
  ok  openssl  its module loads
  ok  redis  SOCKET/0 answers in N s
~ ok  version  Redis [0-9.]+, run RUN
  ok  role  master
  ok  clock  agrees with the server's
  WARN  access  user looker may read queues, not change them: SCRIPT LOAD, EVAL, EVALSHA, SET, DEL, PEXPIRE, PEXPIREAT, EXPIRE, HSET, HDEL, HINCRBY, RENAMENX, RENAME, LPUSH, RPUSH, LTRIM, LSET, LREM, SADD, SREM, SETRANGE, SETBIT, ZREM, ZADD, UNLINK
                  -> as an administrator: redis-cli -s SOCKET ACL SETUSER looker '~*' +script|load +eval +evalsha +set +del +pexpire +pexpireat +expire +hset +hdel +hincrby +renamenx +rename +lpush +rpush +ltrim +lset +lrem +sadd +srem +setrange +setbit +zrem +zadd +unlink
  ok  restart  not configured: redis dump-restore and redis start do not work here
                  -> restart = ["systemctl", "restart", "redis-server"]  (or unit = "…")
$ omactl doctor -e blind
~ ok  omactl  [0-9.]+
  ok  config  FOLDER/sidekiq.toml: environment blind
  ok  state  FOLDER/state/omactl: made by the first change
  ok  space  N free for archives
  ok  journal  0 operations, 0 open
  ok  terminal  none: changes need --yes or --confirm
  ok  openssl  its module loads
  ok  redis  SOCKET/0 answers in N s
~ ok  version  Redis [0-9.]+, run RUN
  ok  role  master
  ok  clock  agrees with the server's
  FAIL  access  user blind may not read queues: SMEMBERS, LLEN, LRANGE, TYPE, EXISTS, GET, SISMEMBER, ZRANGE, HGETALL, ZCARD, ZSCORE, ZRANGEBYSCORE, HMGET
                  -> as an administrator: redis-cli -s SOCKET ACL SETUSER blind '~app3:*' +smembers +llen +lrange +type +exists +get +sismember +zrange +hgetall +zcard +zscore +zrangebyscore +hmget
  ok  restart  not configured: redis dump-restore and redis start do not work here
                  -> restart = ["systemctl", "restart", "redis-server"]  (or unit = "…")
=> 3
