# Whose keys are in a Redis is found out where nothing says it.
needs redis
$ omactl queue ls
  No queues in namespace 'resque'.
  0 jobs waiting, 0 failed, 0 of 0 workers working

redis SADD queues sites
redis LPUSH queue:sites '{"class":"A","args":[],"queue":"sites","jid":"00112233445566778899aa01","enqueued_at":1795400000.5}'
$ omactl queue peek sites
  POSITION  PAYLOAD
         0  {"class":"A","args":[],"queue":"sites","jid":"00112233445566778899aa01","enqueued_at":1795400000.5}
$ omactl queue peek other
! omactl: queue peek: no queue 'other' in this Redis (sidekiq, no namespace)
! hint: omactl queue ls
=> 5

# Resque without a namespace has the same names, and jobs without a jid: it is not taken for Sidekiq.
redis DEL queue:sites
redis LPUSH queue:sites '{"class":"A","args":[]}'
$ omactl queue peek sites
! omactl: queue peek: no queue 'sites' in namespace 'resque'
! hint: omactl queue ls
=> 5

redis RPUSH queue:sites 'no JSON'
redis DEL queue:sites
redis RPUSH failed x
$ omactl queue ls
  No queues in namespace 'resque'.
  0 jobs waiting, 0 failed, 0 of 0 workers working
redis DEL failed

# Empty queues of nobody else's are Sidekiq's: its processes are stopped and everything was cleared.
$ omactl queue ls
  QUEUE  WAITING  LATENCY
  sites        0
  0 jobs waiting, 0 in retry, 0 dead, 0 of 0 threads working

# Sidekiq with empty queues is known by its other keys.
redis DEL queue:sites
redis ZADD retry 1795400000.5 '{"class":"A","args":[],"queue":"sites","jid":"00112233445566778899aa01"}'
$ omactl queue ls
  QUEUE  WAITING  LATENCY
  sites        0
  0 jobs waiting, 1 in retry, 0 dead, 0 of 0 threads working

# So it is when there is nothing but a scheduled job; a sorted set of somebody else's says nothing.
redis DEL retry queues
redis ZADD schedule 1900000000.5 '{"class":"A","args":[],"queue":"sites","jid":"00112233445566778899aa01"}'
$ omactl queue ls
  No queues in this Redis (sidekiq, no namespace).
  0 jobs waiting, 0 in retry, 0 dead, 1 scheduled, 0 of 0 threads working
redis DEL schedule
redis ZADD schedule 1 monday
$ omactl queue ls
  No queues in namespace 'resque'.
  0 jobs waiting, 0 failed, 0 of 0 workers working
redis DEL schedule
redis SADD queues sites

# Both in one Redis: it wants to be told, and is never wrong about it.
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"OfResque","args":[]}'
redis LPUSH queue:sites '{"class":"OfSidekiq","args":[],"queue":"sites","jid":"00112233445566778899aa02"}'
$ omactl queue clear sites --yes
! omactl: queue clear: both Resque's and Sidekiq's keys are in this Redis, and nothing says which is meant
! hint: set kind = "resque" or kind = "sidekiq" in [env.NAME.queue]: omactl config path
=> 2
$ omactl status
  default  TIME  N s
  FAIL  redis  both Resque's and Sidekiq's keys are in this Redis, and nothing says which is meant  set kind = "resque" or kind = "sidekiq" in [env.NAME.queue]: omactl config path
~ ok  redis  [0-9.]+, master, N used, 1 client
  1 needs attention
=> 3
file both.toml <<END
[env.old.redis]
url = { env = "REDIS_URL" }
[env.old.queue]
kind = "resque"
[env.new.redis]
url = { env = "REDIS_URL" }
[env.new.queue]
kind = "sidekiq"
[env.third.redis]
url = { env = "REDIS_URL" }
[env.third.queue]
kind = "sidekiq"
namespace = "app3"
END
env OMACTL_CONFIG=FOLDER/both.toml
$ omactl -e old queue peek sites
  POSITION  PAYLOAD
         0  {"class":"OfResque","args":[]}
$ omactl -e new queue peek sites
  POSITION  PAYLOAD
         0  {"class":"OfSidekiq","args":[],"queue":"sites","jid":"00112233445566778899aa02"}
$ omactl -e third queue ls
  No queues in namespace 'app3'.
  0 jobs waiting, 0 in retry, 0 dead, 0 of 0 threads working
$ omactl -e third queue peek sites
! omactl: queue peek: no queue 'sites' in namespace 'app3'
! hint: omactl queue ls
=> 5

# What was begun in one kind is undone in that kind, whatever the environment says now.
$ omactl -e new queue clear sites --yes --json --quiet
  {
    "id": "ID1",
    "command": "queue clear",
    "target": "new/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "removed": 1,
        "kept": 0
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID1.jsonl.zst",
    "undo": "omactl undo ID1"
  }
redis? LLEN queue:sites => 0
redis? LLEN resque:queue:sites => 1
file both.toml <<END
[env.new.redis]
url = { env = "REDIS_URL" }
[env.new.queue]
kind = "resque"
END
$ omactl -e new undo ID1 --yes --quiet
redis? LLEN queue:sites => 1
redis? LLEN resque:queue:sites => 1

# The wrong kind is told apart from an empty Redis.
redis DEL resque:queues resque:queue:sites
$ omactl -e new queue ls
  No queues in namespace 'resque'.
  (the keys look like Sidekiq's: set kind = "sidekiq", and no namespace, in the configuration)
  0 jobs waiting, 0 failed, 0 of 0 workers working
$ omactl -e new queue peek sites
! omactl: queue peek: no queue 'sites' in namespace 'resque'
! hint: the keys look like Sidekiq's: set kind = "sidekiq", and no namespace, in the configuration
=> 5
redis DEL queues queue:sites
redis SADD resque:queues sites
file both.toml <<END
[env.new.redis]
url = { env = "REDIS_URL" }
[env.new.queue]
kind = "sidekiq"
END
$ omactl -e new queue peek sites
! omactl: queue peek: no queue 'sites' in this Redis (sidekiq, no namespace)
! hint: the keys look like Resque's: set kind = "resque" in the configuration
=> 5
