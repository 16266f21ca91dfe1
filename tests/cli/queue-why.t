# What keeps jobs in a queue. All is still: nothing comes and nothing goes.
needs redis
$ omactl queue why sites
! omactl: queue why: no queue 'sites' in namespace 'resque'
! hint: omactl queue ls
=> 5
redis SADD resque:queues sites mail
$ omactl queue why sites
  sites is empty: nothing waits.
  0 workers listen to it: 0 busy, 0 idle; 0 finished and 0 failed meanwhile in all queues
redis RPUSH resque:queue:sites a b c
$ omactl queue why site
! omactl: queue why: no queue 'site' in namespace 'resque'
! hint: did you mean sites?
=> 5

# Nobody listens, at all or to this one.
$ omactl queue why sites --interval 10ms
  sites: 3 waiting, +0/s in, 0/s out: not moving
  0 workers listen to it: 0 busy, 0 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  no worker listens to it
       -> QUEUE=sites bundle exec rake resque:work
=> 3
redis SADD resque:workers w1:11:mail,low_*
redis HSET resque:workers:heartbeat w1:11:mail,low_* 2099-01-01T00:00:00Z
$ omactl queue why sites --interval 10ms
  sites: 3 waiting, +0/s in, 0/s out: not moving
  0 workers listen to it: 0 busy, 0 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  no worker listens to it; they listen to low_*, mail
       -> QUEUE=sites bundle exec rake resque:work
=> 3
$ omactl queue why sites --interval 10ms --json
  {
    "queue": "sites",
    "waiting": 3,
    "moving": false,
    "in_per_s": 0.0,
    "out_per_s": 0.0,
    "finished": 0,
    "failed": 0,
    "paused": false,
    "listeners": [],
    "causes": [
      {
        "cause": "no_listener",
        "message": "no worker listens to it; they listen to low_*, mail",
        "mend": "QUEUE=sites bundle exec rake resque:work"
      }
    ]
  }
=> 3

# Those that listen are gone, with a job in hand.
redis SADD resque:workers w2:12:*
redis EVAL "local t = redis.call('TIME')[1] - 864000 redis.call('HSET', 'resque:workers:heartbeat', 'w2:12:*', t) return redis.call('SET', 'resque:worker:w2:12:*', '{\"queue\":\"mail\",\"run_at\":' .. t .. ',\"payload\":{\"class\":\"Mail\",\"args\":[7,\"ann@example.com\"]}}')" 0
$ omactl queue why sites --interval 10ms
  sites: 3 waiting, +0/s in, 0/s out: not moving
  1 worker listens to it: 0 busy, 0 idle, 1 gone; 0 finished and 0 failed meanwhile in all queues
  WHY  the only worker that listens is gone, with 1 job in hand
       -> omactl workers orphans    (and start workers again)
=> 3

# They live and are busy, one for ten days; then with other queues only.
redis HSET resque:workers:heartbeat w2:12:* 2099-01-01T00:00:00Z
$ omactl queue why sites --interval 10ms
  sites: 3 waiting, +0/s in, 0/s out: not moving
  1 worker listens to it: 1 busy, 0 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  the only worker that listens is busy, with a job of another queue; longest: Mail [7,"…"] on w2:12 for 10 d
       -> omactl workers ls --queue sites    (does it hang? on w2: kill -USR1 12 fails its job)
=> 3
redis EVAL "local t = redis.call('TIME')[1] - 950400 redis.call('SADD', 'resque:workers', 'w3:13:sites') return redis.call('SET', 'resque:worker:w3:13:sites', '{\"queue\":\"sites\",\"run_at\":' .. t .. ',\"payload\":{\"class\":\"RefreshSite\",\"args\":[1842]}}')" 0
$ omactl queue why sites --interval 10ms --with-payloads
  sites: 3 waiting, +0/s in, 0/s out: not moving
  2 workers listen to it: 2 busy, 0 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  all 2 workers that listen are busy, 1 with jobs of other queues; longest: RefreshSite [1842] on w3:13 for 11 d
       -> omactl workers ls --queue sites    (does it hang? on w3: kill -USR1 13 fails its job)
=> 3
$ omactl queue why sites --interval 10ms -o tsv
  WHY\tall 2 workers that listen are busy, 1 with jobs of other queues; longest: RefreshSite [1842] on w3:13 for 11 d
  \t-> omactl workers ls --queue sites    (does it hang? on w3: kill -USR1 13 fails its job)
=> 3

# Paused: for all, and by the plugin.
redis DEL resque:worker:w2:12:*
redis SET resque:pause-all-workers TRUE
$ omactl queue why sites --interval 10ms
  sites: 3 waiting, +0/s in, 0/s out: not moving
  2 workers listen to it: 1 busy, 1 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  pause-all-workers is set: no Resque worker takes a job
       -> omactl workers resume
=> 3
redis SET resque:pause-all-workers false
redis SET resque:pause:queue:sites 1
$ omactl queue why sites --interval 10ms
  sites: 3 waiting, +0/s in, 0/s out: not moving
  2 workers listen to it: 1 busy, 1 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  a pause of resque-pause is set: workers that have loaded it take no job of this queue
       -> omactl workers resume · omactl workers resume --queue sites
=> 3
redis DEL resque:pause:queue:sites
redis SET resque:pause:all 1
$ omactl queue why sites --interval 10ms
  sites: 3 waiting, +0/s in, 0/s out: not moving
  2 workers listen to it: 1 busy, 1 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  a pause of resque-pause is set: workers that have loaded it take no job of this queue
       -> omactl workers resume · omactl workers resume --queue sites
=> 3
redis DEL resque:pause:all

# Idle, and takes nothing in six seconds.
$ omactl queue why sites --interval 2s
  sites: 3 waiting, +0/s in, 0/s out: not moving
  2 workers listen to it: 1 busy, 1 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  1 worker that listens is idle and has taken nothing for N s: stopped, or paused by a signal?
       -> on w2: kill -CONT 12
=> 3

# A worker takes one meanwhile: it moves.
$ sh -c "(sleep 2.5; redis-cli -s SOCKET LPOP resque:queue:sites > bin/taken) & omactl queue why sites; status=$?; wait; exit $status"
~ sites: 2 waiting, \+0/s in, (N|[0-9.]+)/s out: it moves
  2 workers listen to it: 1 busy, 1 idle; 0 finished and 0 failed meanwhile in all queues

# Jobs fail.
redis EVAL "local t = redis.call('TIME')[1] return redis.call('RPUSH', 'resque:failed', '{\"failed_at\":\"' .. t .. '\",\"payload\":{\"class\":\"A\",\"args\":[]},\"exception\":\"Timeout\",\"error\":\"no answer\",\"queue\":\"sites\"}')" 0
$ omactl queue why sites --interval 10ms
  sites: 2 waiting, +0/s in, 0/s out: not moving
  2 workers listen to it: 1 busy, 1 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  jobs of it fail; newest: Timeout: no answer
       -> omactl queue failed ls --queue sites
=> 3
redis DEL resque:failed

# Redis itself.
redis REPLICAOF 127.0.0.1 1
$ omactl queue why sites --interval 10ms
  sites: 2 waiting, +0/s in, 0/s out: not moving
  2 workers listen to it: 1 busy, 1 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  Redis: this is a replica: it takes no writes, and its master is out of reach
       -> point the environment's redis url at the master
=> 3
redis REPLICAOF NO ONE
redis CONFIG SET maxmemory 1
$ omactl queue why sites --interval 10ms
  sites: 2 waiting, +0/s in, 0/s out: not moving
  2 workers listen to it: 1 busy, 1 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  Redis: full: N used of 1 B
       -> omactl redis relief  (a queue clear still works, too)
=> 3
redis CONFIG SET maxmemory 0

# An unfinished operation holds its jobs.
redis HSET resque:omactl:op:01M000000000000000000000ZZ id 01M000000000000000000000ZZ plan '{"command":"queue clear","detail":{"list":"resque:queue:sites"}}' list resque:queue:sites seq 1 phase stage
redis SADD resque:omactl:open 01M000000000000000000000ZZ
redis RENAME resque:queue:sites resque:omactl:{resque:queue:sites}:staged
$ omactl queue why sites --interval 10ms
  sites is empty: nothing waits.
  2 workers listen to it: 1 busy, 1 idle; 0 finished and 0 failed meanwhile in all queues
  WHY  its jobs are held by an operation that is not finished
       -> omactl resume ID1 · omactl undo ID1
=> 3
redis SET resque:queue:mail x
$ omactl queue why mail
! omactl: queue why: 'resque:queue:mail' is a string, not a list of jobs
! hint: redis-cli -s SOCKET TYPE resque:queue:mail
=> 1
