needs redis
$ omactl queue ls
  No queues in namespace 'resque'.
  0 jobs waiting, 0 failed, 0 of 0 workers working
$ omactl queue ls --json
  []

redis SADD resque:queues sites mailers empty later "esc\x1b[31m" "bad\xff" "two words"
redis RPUSH resque:queue:sites j1 j2 j3
redis RPUSH resque:queue:mailers j1
redis RPUSH "resque:queue:two words" j1
redis ZADD resque:queue:later 1 j1 2 j2
redis RPUSH "resque:queue:esc\x1b[31m" j1
redis RPUSH "resque:queue:bad\xff" j1
redis RPUSH resque:failed f1 f2
redis SADD resque:workers host:1:* host:2:sites
redis SET resque:worker:host:1:* '{}'
$ omactl queue ls
  QUEUE        WAITING
  sites              3
  later              2  a zset, not a list
  bad\xff            1
  esc\x1b[31m        1
  mailers            1
  two words          1
  empty              0
  9 jobs waiting, 2 failed, 1 of 2 workers working
$ omactl queue ls -o tsv
  QUEUE\tWAITING\t
  sites\t3\t
  later\t2\ta zset, not a list
  bad\xff\t1\t
  esc\x1b[31m\t1\t
  mailers\t1\t
  two words\t1\t
  empty\t0\t
$ omactl queue ls --json
  [
    {
      "queue": "sites",
      "length": 3,
      "listed": true,
      "type": "list",
      "held_by": null,
      "held": 0
    },
    {
      "queue": "later",
      "length": 2,
      "listed": true,
      "type": "zset",
      "held_by": null,
      "held": 0
    },
    {
      "queue": {
        "base64": "YmFk/w=="
      },
      "length": 1,
      "listed": true,
      "type": "list",
      "held_by": null,
      "held": 0
    },
    {
      "queue": "esc\u001b[31m",
      "length": 1,
      "listed": true,
      "type": "list",
      "held_by": null,
      "held": 0
    },
    {
      "queue": "mailers",
      "length": 1,
      "listed": true,
      "type": "list",
      "held_by": null,
      "held": 0
    },
    {
      "queue": "two words",
      "length": 1,
      "listed": true,
      "type": "list",
      "held_by": null,
      "held": 0
    },
    {
      "queue": "empty",
      "length": 0,
      "listed": true,
      "type": "none",
      "held_by": null,
      "held": 0
    }
  ]
$ omactl queue ls -o jsonl
  {"queue":"sites","length":3,"listed":true,"type":"list","held_by":null,"held":0}
  {"queue":"later","length":2,"listed":true,"type":"zset","held_by":null,"held":0}
  {"queue":{"base64":"YmFk/w=="},"length":1,"listed":true,"type":"list","held_by":null,"held":0}
  {"queue":"esc\u001b[31m","length":1,"listed":true,"type":"list","held_by":null,"held":0}
  {"queue":"mailers","length":1,"listed":true,"type":"list","held_by":null,"held":0}
  {"queue":"two words","length":1,"listed":true,"type":"list","held_by":null,"held":0}
  {"queue":"empty","length":0,"listed":true,"type":"none","held_by":null,"held":0}
$ omactl queue ls --interval 10ms
  QUEUE        WAITING  RATE
  sites              3  +0/s in, 0/s out
  later              2                    a zset, not a list
  bad\xff            1  +0/s in, 0/s out
  esc\x1b[31m        1  +0/s in, 0/s out
  mailers            1  +0/s in, 0/s out
  two words          1  +0/s in, 0/s out
  empty              0  +0/s in, 0/s out
  9 jobs waiting, 2 failed, 1 of 2 workers working

# Another namespace, by the configuration.
file two.toml <<END
[env.two.redis]
url = { env = "REDIS_URL" }
[env.two.queue]
kind = "resque"
namespace = "app2:resque"
[env.three.redis]
url = { env = "REDIS_URL" }
[env.three.queue]
kind = "sidekiq"
END
redis SADD app2:resque:queues other
$ omactl --config FOLDER/two.toml -e two queue ls
  QUEUE  WAITING
  other        0
  0 jobs waiting, 0 failed, 0 of 0 workers working
$ omactl --config FOLDER/two.toml -e three queue ls
  No queues in this Redis (sidekiq, no namespace).
  (the keys look like Resque's: set kind = "resque" in the configuration)
  0 jobs waiting, 0 in retry, 0 dead, 0 of 0 threads working

# What is no set of queues, and what is no Redis.
redis DEL resque:queues
redis SET resque:queues text
$ omactl queue ls
! omactl: queue ls: redis SOCKET: SMEMBERS: WRONGTYPE Operation against a key holding the wrong kind of value
! hint: that key holds another type: redis-cli -s SOCKET TYPE KEY
=> 1
env REDIS_URL=redis://127.0.0.1:1/0
$ omactl queue ls
! omactl: queue ls: redis 127.0.0.1:1: connect: connection refused
! hint: is it running? redis-cli -h 127.0.0.1 -p 1 PING
=> 6
env REDIS_URL=redis:///nonsense:x
$ omactl queue ls
! omactl: queue ls: redis address: the database must be a number from 0 to 1000000
! hint: accepted: redis://[user:password@]host[:port][/db], rediss://… (TLS), unix:///path[?db=N], host[:port][:db][/namespace], redis+sentinel://host:26379[,host…]/MASTER[/db]
=> 2
