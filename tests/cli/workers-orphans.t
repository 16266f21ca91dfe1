# Jobs that dead workers hold: found, put back once, taken back by an undo. All began ten days ago.
needs redis
$ omactl workers orphans
  No job is held by a worker that is gone.
redis SADD resque:workers w1:11:sites,mail w2:12:sites w3:13:sites js:14:mail old:15:sites live:16:sites
redis EVAL "local t = redis.call('TIME')[1] - 864000 local beats = 'resque:workers:heartbeat' redis.call('HSET', beats, 'w1:11:sites,mail', t, 'w2:12:sites', t, 'w3:13:sites', t, 'live:16:sites', '2099-01-01T00:00:00Z') redis.call('SET', 'resque:worker:ping:js:14', '{\"time\":' .. t .. ',\"name\":\"js:14\",\"queues\":\"mail\"}') redis.call('SET', 'resque:worker:js:14:mail', '{\"run_at\":' .. t .. ',\"worker\":\"js:14\",\"queue\":\"mail\",\"payload\":{\"args\":{},\"class\":\"Mail::Digest\"}}') for _, id in ipairs({'w1:11:sites,mail', 'live:16:sites', 'old:15:sites'}) do redis.call('SET', 'resque:worker:' .. id, '{\"queue\":\"sites\",\"run_at\":' .. t .. ',\"payload\":{\"class\":\"RefreshSite\", \"args\":[1842,\"ann@example.com\"]}}') end return redis.call('COPY', 'resque:worker:w1:11:sites,mail', 'as:it:was')" 0
redis SET resque:worker:w1:11:sites,mail:started '2001-01-01 00:00:00 +0000'
redis SET resque:stat:processed:w1:11:sites,mail 17
redis SET resque:worker:w3:13:sites 'no JSON'
redis RPUSH resque:queue:sites waiting
$ omactl workers orphans --older-than 7d
  WORKER  QUEUE  JOB                      FOR  HEARTBEAT
  w3:13          ?                             10 d ago   its entry can't be read
  js:14   mail   Mail::Digest []         10 d  10 d ago
  w1:11   sites  RefreshSite [1842,"…"]  10 d  10 d ago
  3 jobs held by workers that are gone (no heartbeat for 7 d)
  back into their queues: omactl workers orphans --requeue --dry-run
  left alone: 1 busy worker that gives no heartbeat (another language, or an old version)
=> 3
$ omactl workers orphans --queue mail --older-than 20d
  No job is held by a worker that is gone.
  left alone: 1 busy worker that gives no heartbeat (another language, or an old version)
$ omactl workers orphans --with-payloads -o tsv
  WORKER\tQUEUE\tJOB\tFOR\tHEARTBEAT\t
  w3:13\t\t?\t\t10 d ago\tits entry can't be read
  js:14\tmail\tMail::Digest []\t10 d\t10 d ago\t
  w1:11\tsites\tRefreshSite [1842,"ann@example.com"]\t10 d\t10 d ago\t
=> 3
$ omactl workers orphans --requeue --dry-run
  Plan for default/workers, redis SOCKET/0 (run RUN, master)
    workers orphans  2 jobs of dead workers go back: 1 to mail, 1 to sites, behind what waits there
                     for example Mail::Digest [], held by js:14, last heard of 10 d ago
                     the workers are unregistered, as Resque's own prune would
                     rebuilt: 1 job whose empty args node-resque keeps as {}: pushed with []
                     left alone: 1 job, see omactl workers orphans
                     left alone: 1 busy worker without any heartbeat
    gone means       no heartbeat for 5 min
    kept in          Redis, beside the operation's record
    undo             omactl undo ID    (the id is told when it is done): takes back what no worker has taken by then
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:workers}:lease, SET resque:omactl:{resque:workers}:lease PX 60000
    SCRIPT LOAD             what the steps below do
    EVALSHA orphans         UNLINK resque:omactl:{resque:workers}:mask, UNLINK resque:worker:js:14:mail resque:worker:js:14:mail:started resque:stat:processed:js:14 resque:stat:failed:js:14, UNLINK resque:worker:ping:js:14, UNLINK resque:worker:w1:11:sites,mail resque:worker:w1:11:sites,mail:started resque:stat:processed:w1:11:sites,mail resque:stat:failed:w1:11:sites,mail, SREM resque:workers, HDEL resque:workers:heartbeat, RPUSH resque:queue:mail, RPUSH resque:queue:sites, SADD resque:queues, HSET resque:omactl:entries:ID, SETBIT resque:omactl:pushed:ID, HINCRBY resque:omactl:op:ID
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:workers}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:workers}:lease
  Dry run: nothing was changed.
$ omactl workers orphans --requeue
! Plan for default/workers, redis SOCKET/0 (run RUN, master)
!   workers orphans  2 jobs of dead workers go back: 1 to mail, 1 to sites, behind what waits there
!                    for example Mail::Digest [], held by js:14, last heard of 10 d ago
!                    the workers are unregistered, as Resque's own prune would
!                    rebuilt: 1 job whose empty args node-resque keeps as {}: pushed with []
!                    left alone: 1 job, see omactl workers orphans
!                    left alone: 1 busy worker without any heartbeat
!   gone means  no heartbeat for 5 min
!   kept in  Redis, beside the operation's record
!   undo  omactl undo ID1: takes back what no worker has taken by then
! omactl: workers orphans: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl workers orphans --requeue --max 1 --yes
! omactl: workers orphans: it would change 2, more than --max 1
! hint: look with --dry-run; narrow it, or raise --max
=> 7
$ omactl workers orphans --requeue --yes --reason "spot hosts reclaimed"
  Put 2 jobs of dead workers back in N s.
! Plan for default/workers, redis SOCKET/0 (run RUN, master)
!   workers orphans  2 jobs of dead workers go back: 1 to mail, 1 to sites, behind what waits there
!                    for example Mail::Digest [], held by js:14, last heard of 10 d ago
!                    the workers are unregistered, as Resque's own prune would
!                    rebuilt: 1 job whose empty args node-resque keeps as {}: pushed with []
!                    left alone: 1 job, see omactl workers orphans
!                    left alone: 1 busy worker without any heartbeat
!   gone means  no heartbeat for 5 min
!   kept in  Redis, beside the operation's record
!   undo  omactl undo ID2: takes back what no worker has taken by then
! Undo: omactl undo ID2
redis? LRANGE resque:queue:sites 0 -1 => waiting {"class":"RefreshSite", "args":[1842,"ann@example.com"]}
redis? LRANGE resque:queue:mail 0 -1 => {"args":[],"class":"Mail::Digest"}
redis? SISMEMBER resque:workers w1:11:sites,mail => 0
redis? HEXISTS resque:workers:heartbeat w1:11:sites,mail => 0
redis? EXISTS resque:worker:w1:11:sites,mail resque:worker:w1:11:sites,mail:started resque:stat:processed:w1:11:sites,mail resque:worker:ping:js:14 => 0
redis? SISMEMBER resque:queues mail => 1
# What is left alone stays: the living, the silent, the one that can't be read.
redis? EXISTS resque:worker:live:16:sites resque:worker:old:15:sites resque:worker:w3:13:sites => 3
$ omactl workers orphans --requeue --yes
  No job of a dead worker can be put back.
  left alone: 1 busy worker that gives no heartbeat (another language, or an old version)
$ omactl workers orphans
  WORKER  QUEUE  JOB  FOR  HEARTBEAT
  w3:13          ?         10 d ago   its entry can't be read
  1 job held by workers that are gone (no heartbeat for 5 min)
  left alone: 1 busy worker that gives no heartbeat (another language, or an old version)
=> 3

# A worker takes one of them; the other comes out again and its worker's entries stand as they stood.
redis LPOP resque:queue:mail
$ omactl undo ID2 --dry-run
  Plan for default/workers, redis SOCKET/0 (run RUN, master)
    undo of workers orphans  of 2 jobs that went back, those that no worker has taken leave their queues
                             the entries of the dead workers that held them are restored
    undo  none: repeat the command instead
  It would send
    EVAL take-lease  DEL resque:omactl:{resque:workers}:lease, SET resque:omactl:{resque:workers}:lease PX 60000
    SCRIPT LOAD  what the steps below do
    EVALSHA unorphan in pieces  UNLINK resque:omactl:{resque:workers}:mask, SET resque:worker:js:14:mail, SET resque:worker:js:14:mail:started, SET resque:stat:processed:js:14, SET resque:stat:failed:js:14, SET resque:worker:ping:js:14, LREM resque:queue:mail, SET resque:worker:w1:11:sites,mail, SET resque:worker:w1:11:sites,mail:started, SET resque:stat:processed:w1:11:sites,mail, SET resque:stat:failed:w1:11:sites,mail, LREM resque:queue:sites, SADD resque:workers, HSET resque:workers:heartbeat, HDEL resque:omactl:entries:ID2, SETBIT resque:omactl:pushed:ID2, HINCRBY resque:omactl:op:ID
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:workers}:lease PX 60000, HSET resque:omactl:op:ID2
    EVAL drop-lease  DEL resque:omactl:{resque:workers}:lease
  Dry run: nothing was changed.
$ omactl undo ID2 --yes
  Took back 1 job and restored the entries of 1 worker in N s.
! Plan for default/workers, redis SOCKET/0 (run RUN, master)
!   undo of workers orphans  of 2 jobs that went back, those that no worker has taken leave their queues
!                            the entries of the dead workers that held them are restored
!   undo  none: repeat the command instead
! omactl: undo: 1 job had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID3
=> 9
redis? LRANGE resque:queue:sites 0 -1 => waiting
redis? EVAL "return redis.call('GET', 'resque:worker:w1:11:sites,mail') == redis.call('GET', 'as:it:was') and 'same'" 0 => same
redis? GET resque:worker:w1:11:sites,mail:started => 2001-01-01 00:00:00 +0000
redis? GET resque:stat:processed:w1:11:sites,mail => 17
redis? EVAL "return redis.call('HGET', 'resque:workers:heartbeat', 'w1:11:sites,mail') == redis.call('HGET', 'resque:workers:heartbeat', 'w2:12:sites') and 'same'" 0 => same
redis? SISMEMBER resque:workers w1:11:sites,mail => 1
redis? EXISTS resque:worker:js:14:mail => 0
$ omactl undo ID2 --yes
  workers orphans workers is undone already.

# Once more, and then a worker of that name comes to life: the undo leaves it alone.
$ omactl workers orphans --requeue --yes --quiet
redis SADD resque:workers w1:11:sites,mail
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID4  TIME  workers orphans  default/workers  done  Put 1 job of dead workers back in N s.
  ID3  TIME  undo of ID2  default/workers  partial  Took back 1 job and restored the entries of 1 worker in N s.
  ID2  TIME  workers orphans  default/workers  undone  Put 2 jobs of dead workers back in N s.
$ omactl undo ID4 --yes
  Took back 0 jobs and restored the entries of 0 workers in N s.
! Plan for default/workers, redis SOCKET/0 (run RUN, master)
!   undo of workers orphans  of 1 job that went back, those that no worker has taken leave their queues
!                            the entries of the dead workers that held them are restored
!   undo  none: repeat the command instead
! omactl: undo: 1 job had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID5
=> 9
redis? LRANGE resque:queue:sites 0 -1 => waiting {"class":"RefreshSite", "args":[1842,"ann@example.com"]}
redis? EXISTS resque:worker:w1:11:sites,mail => 0

# When a queue's key is no list, nothing is changed.
redis DEL resque:queue:sites
redis SET resque:queue:sites x
redis EVAL "redis.call('HSET', 'resque:workers:heartbeat', 'w1:11:sites,mail', '978307200') return redis.call('COPY', 'as:it:was', 'resque:worker:w1:11:sites,mail')" 0
$ omactl workers orphans --requeue --yes --quiet
! omactl: workers orphans: a destination is no list: redis SOCKET: EVALSHA: OMACTLTYPE resque:queue:sites is a string; nothing was changed
=> 1
redis? EXISTS resque:worker:w1:11:sites,mail => 1
