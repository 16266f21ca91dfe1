# What is quietly broken, and the line that mends it.
needs redis
$ omactl queue doctor
  nothing is broken: 0 keys looked at
redis SADD resque:queues sites mail
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}'
redis SADD resque:workers w1:11:*
redis HSET resque:workers:heartbeat w1:11:* 2099-01-01T00:00:00Z
redis SET resque:worker:w1:11:* '{"queue":"sites","payload":{"class":"A","args":[2]}}'
redis SET resque:worker:w1:11:*:started '2001-01-01 00:00:00 +0000'
# Notes are harmless.
$ omactl queue doctor
  note  queues are listed and empty: 1 (mail)
        -> redis-cli -s SOCKET SREM resque:queues mail
  nothing is broken: 6 keys looked at

# Workers: gone with a job, gone without, a heartbeat alone, an entry alone.
redis SADD resque:workers w2:12:sites w3:13:sites
redis HSET resque:workers:heartbeat w2:12:sites 978307200 w3:13:sites 978307200 w4:14:sites 978307200
redis SET resque:worker:w2:12:sites '{"queue":"sites","payload":{"class":"A","args":[3]}}'
redis SET resque:worker:w5:15:sites '{"queue":"sites","payload":{"class":"A","args":[4]}}'
redis SET resque:worker:ping:w6:16 '{"time":1}'
$ omactl queue doctor
  FAIL  dead workers hold jobs: 1 (w2:12:sites)
        -> omactl workers orphans --requeue
  FAIL  workers are registered that give no heartbeat any more: 1 (w3:13:sites)
        -> redis-cli -s SOCKET SREM resque:workers w3:13:sites && redis-cli -s SOCKET HDEL resque:workers:heartbeat w3:13:sites && redis-cli -s SOCKET UNLINK resque:worker:w3:13:sites:started
  FAIL  jobs are held by workers that are not registered: 1 (w5:15:sites)
        -> redis-cli -s SOCKET GET resque:worker:w5:15:sites    # does that process live?
  note  queues are listed and empty: 1 (mail)
        -> redis-cli -s SOCKET SREM resque:queues mail
  note  heartbeats stand of workers that are not registered: 1 (w4:14:sites)
        -> redis-cli -s SOCKET HDEL resque:workers:heartbeat w4:14:sites
  see above: 9 keys looked at
=> 3
redis DEL resque:workers resque:workers:heartbeat resque:worker:w2:12:sites resque:worker:w5:15:sites resque:worker:w1:11:*

# Lists with empty elements; queues that are not listed; keys of another type; both backends of failed.
redis RPUSH resque:failed '{"payload":null}' '' ''
redis SADD resque:failed_queues sites_failed
redis RPUSH resque:queue:lost '{"class":"A","args":[1]}'
redis SADD resque:queues odd
redis SET resque:queue:odd x
redis SET resque:queue:stray x
$ omactl queue doctor
  FAIL  keys of another type than they should have: 2 (resque:queue:odd, resque:queue:stray)
        -> redis-cli -s SOCKET RENAMENX resque:queue:odd resque:aside:queue:odd
        -> redis-cli -s SOCKET RENAMENX resque:queue:stray resque:aside:queue:stray
  FAIL  lists with empty elements, which break every reader: 1 (resque:failed)
        -> omactl queue failed clear --malformed
  FAIL  failures are kept in a list a queue (redis_multi_queue), and some in the common list besides: 1 (resque:failed)
        -> omactl queue failed ls    # shows the common list
  FAIL  queues hold jobs and are not listed, so `*` and web pages miss them: 1 (lost)
        -> redis-cli -s SOCKET SADD resque:queues lost
  note  queues are listed and empty: 1 (mail)
        -> redis-cli -s SOCKET SREM resque:queues mail
  see above: 9 keys looked at
=> 3
redis LREM resque:failed 0 ''
redis LPOP resque:failed
redis SADD resque:queues lost
redis DEL resque:queue:stray resque:queue:odd
redis SREM resque:queues odd mail

# Delayed: overdue, a bucket that is in no schedule, a time without a bucket, timestamps of what is gone.
redis ZADD resque:delayed_queue_schedule 978307200 978307200 4070908800 4070908800
redis RPUSH resque:delayed:978307200 '{"class":"A","args":[5],"queue":"sites"}'
redis RPUSH resque:delayed:978307300 '{"class":"A","args":[6],"queue":"sites"}'
redis HSET resque:delayed:last_enqueued_at A 2001-01-01
redis SADD 'resque:timestamps:{"class":"A","args":[5],"queue":"sites"}' delayed:978307200 delayed:978307201
$ omactl queue doctor
  FAIL  delayed jobs are overdue by more than 5 min: 1 (1 in resque:delayed_queue_schedule)
        -> bundle exec rake resque:scheduler    # does none run?
  FAIL  delayed jobs stand in no schedule and will never run: 1 (delayed:978307300)
        -> redis-cli -s SOCKET ZADD resque:delayed_queue_schedule 978307300 978307300
  note  timestamps of delayed jobs that are gone: 1 (resque:timestamps:{"class":"A","args":[5],"queue":"sites"} …)
        -> redis-cli -s SOCKET SREM 'resque:timestamps:{"class":"A","args":[5],"queue":"sites"}' delayed:978307201
  note  scheduled times without any job: 1 (4070908800)
        -> redis-cli -s SOCKET ZREM resque:delayed_queue_schedule 4070908800
  see above: 11 keys looked at
=> 3
$ omactl queue doctor --json
  [
    {
      "what": "overdue",
      "status": "broken",
      "message": "delayed jobs are overdue by more than 5 min",
      "count": 1,
      "names": [
        "1 in resque:delayed_queue_schedule"
      ],
      "mend": [
        "bundle exec rake resque:scheduler    # does none run?"
      ]
    },
    {
      "what": "bucket_alone",
      "status": "broken",
      "message": "delayed jobs stand in no schedule and will never run",
      "count": 1,
      "names": [
        "delayed:978307300"
      ],
      "mend": [
        "redis-cli -s SOCKET ZADD resque:delayed_queue_schedule 978307300 978307300"
      ]
    },
    {
      "what": "stamp_alone",
      "status": "harmless",
      "message": "timestamps of delayed jobs that are gone",
      "count": 1,
      "names": [
        "resque:timestamps:{\"class\":\"A\",\"args\":[5],\"queue\":\"sites\"} delayed:978307201"
      ],
      "mend": [
        "redis-cli -s SOCKET SREM 'resque:timestamps:{\"class\":\"A\",\"args\":[5],\"queue\":\"sites\"}' delayed:978307201"
      ]
    },
    {
      "what": "time_alone",
      "status": "harmless",
      "message": "scheduled times without any job",
      "count": 1,
      "names": [
        "4070908800"
      ],
      "mend": [
        "redis-cli -s SOCKET ZREM resque:delayed_queue_schedule 4070908800"
      ]
    }
  ]
=> 3
redis EVAL "for _, k in ipairs(redis.call('KEYS', 'resque:*delayed*')) do redis.call('DEL', k) end return 1" 0
redis DEL 'resque:timestamps:{"class":"A","args":[5],"queue":"sites"}'

# In retry: waiting, delayed, in a worker's hands, and nowhere.
redis SET 'resque:failure-resque-retry:A:1' '{"payload":{"class":"A","args":[1]},"queue":"sites"}'
redis SET 'resque:failure-resque-retry:A:7' '{"payload":{"class":"A","args":[7]},"queue":"sites"}'
redis SET 'resque:failure-resque-retry:A:8' '{"payload":{"class":"A","args":[8]},"queue":"sites"}'
redis SET 'resque:failure-resque-retry:A:9' '{"payload":{"class":"A","args":["it'\''s"]},"queue":"sites"}'
redis SET 'resque:failure-resque-retry:A:x' 'no JSON'
redis ZADD resque:delayed_queue_schedule 4070908800 4070908800
redis RPUSH resque:delayed:4070908800 '{"class":"A","args":[7],"queue":"sites"}'
redis SADD resque:workers w1:11:*
redis SET resque:worker:w1:11:* '{"queue":"sites","payload":{"class":"A","args":[8]}}'
$ omactl queue doctor
  FAIL  jobs in retry are in no list: they will not run again: 1 (resque:failure-resque-retry:A:9)
        -> redis-cli -s SOCKET RPUSH resque:queue:sites '{"class":"A","args":["it'\''s"]}'
  see above: 15 keys looked at
=> 3

# The line can be pasted.
$ sh -c "omactl queue doctor | sed -n 's/^ *-> //p' | sh"
  2
redis? LINDEX resque:queue:sites -1 => {"class":"A","args":["it's"]}
$ omactl queue doctor
  nothing is broken: 15 keys looked at

# Sidekiq.
file config.toml <<END
[env.test]
[env.test.redis]
url = { env = "REDIS_URL" }
[env.test.queue]
kind = "sidekiq"
namespace = ""
END
env OMACTL_CONFIG=FOLDER/config.toml
redis SADD queues default
redis LPUSH queue:default '{"class":"A","args":[]}'
redis LPUSH queue:other '{"class":"A","args":[]}'
redis SADD paused default
redis SADD processes web:1:aa
redis ZADD retry 978307200.5 '{"class":"A","args":[]}'
redis SET schedule x
$ omactl queue doctor
  FAIL  keys of another type than they should have: 1 (schedule)
        -> redis-cli -s SOCKET TYPE schedule
  FAIL  delayed jobs are overdue by more than 5 min: 1 (1 in retry)
        -> omactl workers ls    # does a process poll them?
  FAIL  queues are in `paused`: only Sidekiq Pro stops at that, free Sidekiq goes on: 1 (default)
        -> redis-cli -s SOCKET SREM paused default
  FAIL  queues hold jobs and are not listed, so `*` and web pages miss them: 1 (other)
        -> redis-cli -s SOCKET SADD queues other
  note  processes are listed whose entry is gone: 1 (web:1:aa)
        -> redis-cli -s SOCKET SREM processes web:1:aa
  see above: 2 keys looked at
=> 3
redis DEL queues
redis SET queues x
$ omactl queue doctor
  FAIL  keys of another type than they should have: 2 (queues, schedule)
        -> redis-cli -s SOCKET TYPE queues
        -> redis-cli -s SOCKET TYPE schedule
  FAIL  delayed jobs are overdue by more than 5 min: 1 (1 in retry)
        -> omactl workers ls    # does a process poll them?
  FAIL  queues are in `paused`: only Sidekiq Pro stops at that, free Sidekiq goes on: 1 (default)
        -> redis-cli -s SOCKET SREM paused default
  FAIL  queues hold jobs and are not listed, so `*` and web pages miss them: 2 (default, other)
        -> redis-cli -s SOCKET SADD queues default
        -> redis-cli -s SOCKET SADD queues other
  note  processes are listed whose entry is gone: 1 (web:1:aa)
        -> redis-cli -s SOCKET SREM processes web:1:aa
  see above: 2 keys looked at
=> 3
