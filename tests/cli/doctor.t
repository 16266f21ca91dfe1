# Is this machine ready? First with nothing at all.
$ omactl doctor
~ ok  omactl  [0-9.]+
  ok  config  no file, the usual variables: environment default
  ok  state  FOLDER/state/omactl: made by the first change
  ok  space  N free for archives
  ok  journal  0 operations, 0 open
  ok  terminal  none: changes need --yes or --confirm
  ok  openssl  its module loads
  FAIL  services  environment 'default' has none
                  -> set REDIS_URL or DATABASE_URL, or write a configuration: omactl config init
=> 3

# A server that answers.
needs redis
$ omactl doctor
~ ok  omactl  [0-9.]+
  ok  config  no file, the usual variables: environment default
  ok  state  FOLDER/state/omactl: made by the first change
  ok  space  N free for archives
  ok  journal  0 operations, 0 open
  ok  terminal  none: changes need --yes or --confirm
  ok  openssl  its module loads
  ok  redis  SOCKET/0 answers in N s
~ ok  version  Redis [0-9.]+, run RUN
  ok  role  master
  ok  clock  agrees with the server's
  ok  access  user default may read and change queues
  ok  restart  not configured: redis dump-restore and redis start do not work here
                -> restart = ["systemctl", "restart", "redis-server"]  (or unit = "…")
$ omactl doctor -o tsv
  status\twhat\tmessage\tmend
~ ok\\tomactl\\t[0-9.]+\\t
  ok\tconfig\tno file, the usual variables: environment default\t
  ok\tstate\tFOLDER/state/omactl: made by the first change\t
~ ok\\tspace\\t.* free for archives\\t
  ok\tjournal\t0 operations, 0 open\t
  ok\tterminal\tnone: changes need --yes or --confirm\t
  ok\topenssl\tits module loads\t
  ok\tredis\tSOCKET/0 answers in N s\t
~ ok\\tversion\\tRedis [0-9.]+, run RUN\\t
  ok\trole\tmaster\t
  ok\tclock\tagrees with the server's\t
  ok\taccess\tuser default may read and change queues\t
  ok\trestart\tnot configured: redis dump-restore and redis start do not work here\trestart = ["systemctl", "restart", "redis-server"]  (or unit = "…")

$ omactl doctor -o jsonl
~ \{"ok":true,"checks":\[\{"status":"ok","what":"omactl",.*"changes_refused":\[\]\},\{"status":"ok","what":"restart",.*\}\]\}

# A folder that others can read, and a broken line in the journal.
$ mkdir -p -m 755 state/omactl
file state/omactl/journal.jsonl <<END
{"torn":
END
$ omactl doctor
~ ok  omactl  [0-9.]+
  ok  config  no file, the usual variables: environment default
  WARN  state  FOLDER/state/omactl has mode 0755; its archives hold jobs
                  -> chmod 700 FOLDER/state/omactl
  ok  space  N free for archives
  WARN  journal  0 operations, 0 open; 1 line damaged
                  -> they are skipped; to see the file: less FOLDER/state/omactl/journal.jsonl
  ok  terminal  none: changes need --yes or --confirm
  ok  openssl  its module loads
  ok  redis  SOCKET/0 answers in N s
~ ok  version  Redis [0-9.]+, run RUN
  ok  role  master
  ok  clock  agrees with the server's
  ok  access  user default may read and change queues
  ok  restart  not configured: redis dump-restore and redis start do not work here
                  -> restart = ["systemctl", "restart", "redis-server"]  (or unit = "…")

# A user who may look and not touch: what an administrator types to change that.
redis ACL SETUSER looker on >fake-password ~resque:* +@read +info +ping +time +acl|whoami +acl|dryrun +select
redis ACL SETUSER blind on >fake-password ~other:* +info +ping +time +acl|whoami +select
file config/omactl/config.toml <<END
[env.looker.redis]
url = { file = "looker.url" }
role = "master"
[env.blind.redis]
url = { file = "blind.url" }
run_id = "0123"
[env.nobody.redis]
url = "redis://nobody:fake-password@127.0.0.1:1"
[env.slave.redis]
url = { env = "REDIS_URL" }
role = "slave"
END
$ sh -c 'echo "unix://looker:fake-password@${REDIS_URL#unix://}" > config/omactl/looker.url'
$ sh -c 'echo "unix://blind:fake-password@${REDIS_URL#unix://}" > config/omactl/blind.url'
$ omactl doctor -e looker
~ ok  omactl  [0-9.]+
  ok  config  FOLDER/config/omactl/config.toml: environment looker
  WARN  state  FOLDER/state/omactl has mode 0755; its archives hold jobs
                  -> chmod 700 FOLDER/state/omactl
  ok  space  N free for archives
  WARN  journal  0 operations, 0 open; 1 line damaged
                  -> they are skipped; to see the file: less FOLDER/state/omactl/journal.jsonl
  ok  terminal  none: changes need --yes or --confirm
  ok  openssl  its module loads
  ok  redis  SOCKET/0 answers in N s
~ ok  version  Redis [0-9.]+, run RUN
  ok  role  master
  ok  clock  agrees with the server's
  WARN  access  user looker may read queues, not change them: SCRIPT LOAD, EVAL, EVALSHA, SET, DEL, PEXPIRE, PEXPIREAT, EXPIRE, HSET, HDEL, HINCRBY, RENAMENX, RENAME, LPUSH, RPUSH, LTRIM, LSET, LREM, SADD, SREM, SETRANGE, SETBIT, ZREM, ZADD, UNLINK
                  -> as an administrator: redis-cli -s SOCKET ACL SETUSER looker '~resque:*' +script|load +eval +evalsha +set +del +pexpire +pexpireat +expire +hset +hdel +hincrby +renamenx +rename +lpush +rpush +ltrim +lset +lrem +sadd +srem +setrange +setbit +zrem +zadd +unlink
  ok  restart  not configured: redis dump-restore and redis start do not work here
                  -> restart = ["systemctl", "restart", "redis-server"]  (or unit = "…")
$ omactl doctor -e blind
~ ok  omactl  [0-9.]+
  ok  config  FOLDER/config/omactl/config.toml: environment blind
  WARN  state  FOLDER/state/omactl has mode 0755; its archives hold jobs
                  -> chmod 700 FOLDER/state/omactl
  ok  space  N free for archives
  WARN  journal  0 operations, 0 open; 1 line damaged
                  -> they are skipped; to see the file: less FOLDER/state/omactl/journal.jsonl
  ok  terminal  none: changes need --yes or --confirm
  ok  openssl  its module loads
  ok  redis  SOCKET/0 answers in N s
~ ok  version  Redis [0-9.]+, run RUN
  FAIL  role  the configuration pins run_id 0123, the server is another
                  -> if it was only restarted: run_id = "RUN"
  ok  clock  agrees with the server's
  FAIL  access  user blind may not read queues: SMEMBERS, LLEN, LRANGE, TYPE, EXISTS, GET, SISMEMBER, ZRANGE, HGETALL
                  -> as an administrator: redis-cli -s SOCKET ACL SETUSER blind '~resque:*' +smembers +llen +lrange +type +exists +get +sismember +zrange +hgetall
  ok  restart  not configured: redis dump-restore and redis start do not work here
                  -> restart = ["systemctl", "restart", "redis-server"]  (or unit = "…")
=> 3
$ omactl doctor -e slave
~ ok  omactl  [0-9.]+
  ok  config  FOLDER/config/omactl/config.toml: environment slave
  WARN  state  FOLDER/state/omactl has mode 0755; its archives hold jobs
                  -> chmod 700 FOLDER/state/omactl
  ok  space  N free for archives
  WARN  journal  0 operations, 0 open; 1 line damaged
                  -> they are skipped; to see the file: less FOLDER/state/omactl/journal.jsonl
  ok  terminal  none: changes need --yes or --confirm
  ok  openssl  its module loads
  ok  redis  SOCKET/0 answers in N s
~ ok  version  Redis [0-9.]+, run RUN
  FAIL  role  the configuration wants a slave, the server is a master
                  -> look where the URL leads: omactl config show
  ok  clock  agrees with the server's
  ok  access  user default may read and change queues
  ok  restart  not configured: redis dump-restore and redis start do not work here
                  -> restart = ["systemctl", "restart", "redis-server"]  (or unit = "…")
=> 3
$ omactl doctor -e nobody
~ ok  omactl  [0-9.]+
  ok  config  FOLDER/config/omactl/config.toml: environment nobody
  WARN  state  FOLDER/state/omactl has mode 0755; its archives hold jobs
                  -> chmod 700 FOLDER/state/omactl
  ok  space  N free for archives
  WARN  journal  0 operations, 0 open; 1 line damaged
                  -> they are skipped; to see the file: less FOLDER/state/omactl/journal.jsonl
  ok  terminal  none: changes need --yes or --confirm
  ok  openssl  its module loads
  FAIL  redis  redis 127.0.0.1:1: connect: connection refused
                  -> is it running? redis-cli -h 127.0.0.1 -p 1 --user nobody PING
=> 3
$ omactl doctor
~ ok  omactl  [0-9.]+
  FAIL  config  which environment? looker, blind, nobody, slave
                  -> say --env looker, or set default = "looker" at the top of FOLDER/config/omactl/config.toml
  WARN  state  FOLDER/state/omactl has mode 0755; its archives hold jobs
                  -> chmod 700 FOLDER/state/omactl
  ok  space  N free for archives
  WARN  journal  0 operations, 0 open; 1 line damaged
                  -> they are skipped; to see the file: less FOLDER/state/omactl/journal.jsonl
  ok  terminal  none: changes need --yes or --confirm
  ok  openssl  its module loads
=> 3

# Where nothing is to be changed, nothing is missing.
env OMACTL_READONLY=1
$ omactl doctor -e looker
  ...
  ok  access  user looker may read queues, not change them: SCRIPT LOAD, EVAL, EVALSHA, SET, DEL, PEXPIRE, PEXPIREAT, EXPIRE, HSET, HDEL, HINCRBY, RENAMENX, RENAME, LPUSH, RPUSH, LTRIM, LSET, LREM, SADD, SREM, SETRANGE, SETBIT, ZREM, ZADD, UNLINK
  ok  restart  not configured: redis dump-restore and redis start do not work here
                  -> restart = ["systemctl", "restart", "redis-server"]  (or unit = "…")
