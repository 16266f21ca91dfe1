needs redis
$ omactl status
  default  TIME  N s
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  0 jobs in 0 queues, 0 failed, 0 of 0 workers working
redis SADD resque:queues sites mailers
redis SADD resque:workers host:1:*
redis RPUSH resque:queue:mailers '{"class":"Mail","args":[]}'
$ omactl status --interval 10ms
  default  TIME  N s
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  1 job in 2 queues, 0 failed, 0 of 1 worker working
$ omactl status --interval 10ms --json
  [
    {
      "status": "ok",
      "what": "redis",
~     "message": "[0-9.]+, master, N used, 1 client",
      "mend": null,
      "runbook": null
    },
    {
      "status": "ok",
      "what": "queues",
      "message": "1 job in 2 queues, 0 failed, 0 of 1 worker working",
      "mend": null,
      "runbook": null
    }
  ]
# More than a hundred that do not move.
redis EVAL "for i = 1, 150 do redis.call('RPUSH', 'resque:queue:sites', i) end for i = 1, 120 do redis.call('RPUSH', 'resque:failed', i) end return 1" 0
$ omactl status --interval 10ms
  default  TIME  N s
  FAIL  queue sites  150 waiting, +0/s in, 0/s out: not moving  omactl queue why sites · run stuck-queue --set queue=sites
  WARN  failed  120 failed jobs  omactl queue top failed --by error
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  151 jobs in 2 queues, 120 failed, 0 of 1 worker working
  2 need attention
=> 3
$ omactl status --interval 10ms -o tsv
  FAIL\tqueue sites\t150 waiting, +0/s in, 0/s out: not moving\tomactl queue why sites · run stuck-queue --set queue=sites
  WARN\tfailed\t120 failed jobs\tomactl queue top failed --by error
~ ok\\tredis\\t[0-9.]+, master, N used, 1 client\\t
  ok\tqueues\t151 jobs in 2 queues, 120 failed, 0 of 1 worker working\t
=> 3
$ omactl status -q --interval 10ms
  default  TIME  N s
  FAIL  queue sites  150 waiting, +0/s in, 0/s out: not moving  omactl queue why sites · run stuck-queue --set queue=sites
  WARN  failed  120 failed jobs  omactl queue top failed --by error
  2 need attention
=> 3

# Workers: a dead one with a job, one queue that none listens to, all paused, none at all.
redis SREM resque:workers host:1:*
redis SADD resque:workers host:1:sites host:2:sites
redis EVAL "local t = redis.call('TIME')[1] - 864000 return redis.call('HSET', 'resque:workers:heartbeat', 'host:2:sites', t)" 0
redis SET resque:worker:host:2:sites '{"queue":"sites","payload":{"class":"A","args":[]}}'
redis SET resque:pause-all-workers true
$ omactl status -q --interval 10ms
  default  TIME  N s
  FAIL  queue sites  150 waiting, +0/s in, 0/s out: not moving  omactl queue why sites · run stuck-queue --set queue=sites
  FAIL  workers  1 job held by dead workers, no heartbeat for 10 d  omactl workers orphans · run dead-workers
  FAIL  queue mailers  jobs wait and no worker listens  omactl queue why mailers · run stuck-queue --set queue=mailers
  WARN  failed  120 failed jobs  omactl queue top failed --by error
  WARN  workers  pause-all-workers is set: no worker takes a job  omactl workers ls
  5 need attention
=> 3
redis DEL resque:pause-all-workers resque:worker:host:2:sites resque:workers:heartbeat resque:workers
$ omactl status -q --interval 10ms
  default  TIME  N s
  FAIL  queue sites  150 waiting, +0/s in, 0/s out: not moving  omactl queue why sites · run stuck-queue --set queue=sites
  WARN  failed  120 failed jobs  omactl queue top failed --by error
  WARN  workers  none is registered, and jobs wait in 2 queues  omactl queue why mailers · run dead-workers
  3 need attention
=> 3
redis SADD resque:workers host:1:*
redis HSET resque:workers:heartbeat host:1:* 978307200
$ omactl status -q --interval 10ms
  default  TIME  N s
  FAIL  queue sites  150 waiting, +0/s in, 0/s out: not moving  omactl queue why sites · run stuck-queue --set queue=sites
  FAIL  workers  the only one is gone  omactl workers ls
  FAIL  queue mailers  jobs wait and no worker listens  omactl queue why mailers · run stuck-queue --set queue=mailers
  WARN  failed  120 failed jobs  omactl queue top failed --by error
  4 need attention
=> 3
redis DEL resque:workers:heartbeat

# What was cleared waits for a decision, until all of it is back.
$ omactl queue clear sites --yes
  Cleared 150 jobs from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  150 of 150 jobs leave
!                      for example 1
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 361 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
$ omactl status --interval 10ms
  default  TIME  N s
  WARN  failed  120 failed jobs  omactl queue top failed --by error
~ OPEN  ID1  150 jobs of sites archived since [0-9-]+, not decided  omactl queue requeue sites --from archive:ID1 · omactl undo ID1 · omactl journal close ID1
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  1 job in 2 queues, 120 failed, 0 of 1 worker working
  2 need attention
=> 3
$ omactl queue requeue sites --from archive:ID1 --first 145 --yes --quiet
redis DEL resque:queue:sites
redis DEL resque:failed
$ omactl status --interval 10ms
  default  TIME  N s
~ OPEN  ID1  5 jobs of sites archived since [0-9-]+, not decided  omactl queue requeue sites --from archive:ID1 · omactl undo ID1 · omactl journal close ID1
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  1 job in 2 queues, 0 failed, 0 of 1 worker working
  1 needs attention
=> 3
$ omactl queue requeue sites --from archive:ID1 --yes --quiet
$ omactl status --interval 10ms
  default  TIME  N s
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  6 jobs in 2 queues, 0 failed, 0 of 1 worker working

# An operation that holds jobs is named once.
redis HSET resque:omactl:op:01M000000000000000000000ZZ id 01M000000000000000000000ZZ plan '{"command":"queue clear","detail":{"list":"resque:queue:sites"}}' list resque:queue:sites seq 1 phase stage
redis SADD resque:omactl:open 01M000000000000000000000ZZ
redis RENAME resque:queue:sites resque:omactl:{resque:queue:sites}:staged
$ omactl status --interval 10ms
  default  TIME  N s
  OPEN  queue sites  5 jobs held by ID2, which is not finished  omactl resume ID2 · omactl undo ID2
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  1 job in 2 queues, 0 failed, 0 of 1 worker working
  1 needs attention
=> 3
$ omactl queue ls
  QUEUE  WAITING
  mailers  1
  sites  0  5 jobs held by ID2: omactl resume ID2
  1 job waiting, 0 failed, 0 of 1 worker working
redis DEL resque:omactl:open
redis RENAME resque:omactl:{resque:queue:sites}:staged resque:queue:sites

# Nearly full, and full.
redis CONFIG SET maxmemory 1
$ omactl status --interval 10ms
  default  TIME  N s
  FAIL  redis  full: N used of 1 B  omactl redis relief  (a queue clear still works, too)
  ok  queues  6 jobs in 2 queues, 0 failed, 0 of 1 worker working
  1 needs attention
=> 3
redis CONFIG SET maxmemory 0
redis REPLICAOF 127.0.0.1 1
$ omactl status --interval 10ms
  default  TIME  N s
  WARN  redis  this is a replica: it takes no writes, and its master is out of reach  point the environment's redis url at the master
  ok  queues  6 jobs in 2 queues, 0 failed, 0 of 1 worker working
  1 needs attention
=> 3
env REDIS_URL=unix://FOLDER/nobody.sock
$ omactl status
  default  TIME  N s
  FAIL  redis  redis FOLDER/nobody.sock: connect: no such file or directory  is it running? redis-cli -s FOLDER/nobody.sock PING · run redis-crash
  1 needs attention
=> 3
$ omactl status --json
  [
    {
      "status": "fail",
      "what": "redis",
      "message": "redis FOLDER/nobody.sock: connect: no such file or directory",
      "mend": "is it running? redis-cli -s FOLDER/nobody.sock PING",
      "runbook": "omactl run redis-crash"
    }
  ]
=> 3
env REDIS_URL=
$ omactl status
! omactl: status: environment 'default' has no service to look at
! hint: set REDIS_URL or DATABASE_URL, or write a configuration: omactl config init
=> 2
