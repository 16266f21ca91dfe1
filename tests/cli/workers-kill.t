# What hangs is ended by the means of the way that can; its jobs are kept, and go back once.
needs redis
redis SADD resque:queues sites mail
redis SADD resque:workers 'web-1:101:sites,mail' 'web-2:102:*' 'web-3:103:*' web-4:104:* '-oProxyCommand=x:105:*'
redis EVAL "local t = redis.call('TIME')[1] - 610 local function held(key, queue, job) redis.call('SET', 'resque:worker:' .. key, '{\"queue\":\"' .. queue .. '\",\"run_at\":' .. t .. ',\"payload\":' .. job .. '}') end held('web-1:101:sites,mail', 'sites', '{\"class\":\"RefreshSite\",\"args\":[1842]}') held('web-2:102:*', 'mail', '{\"class\":\"Mail::Digest\",\"args\":[\"ann@example.com\"]}') held('web-4:104:*', 'mail', '{\"class\":\"Mail::Digest\",\"args\":[4]}') held('-oProxyCommand=x:105:*', 'mail', '{\"class\":\"Mail::Digest\",\"args\":[5]}') return 1" 0
file bin/end-it <<END
#!/bin/sh
echo "end $*" >> FOLDER/log
test "$2" != 102 || { echo "no such host" >&2; exit 4; }
END
file config.toml <<END
[env.test.redis]
url = { env = "REDIS_URL" }
[env.test.workers]
pause = ["resque-pause", { command = ["true"], resume = ["true"], kill = ["end-it", "{host}", "{pid}"], settle = "0s" }]
[env.keys]
protected = true
[env.keys.redis]
url = { env = "REDIS_URL" }
loopback = true
END
env OMACTL_CONFIG=FOLDER/config.toml
env OMACTL_ENV=keys
$ omactl workers pause --then kill --yes
! omactl: workers pause: resque-pause has no means to end a worker
! hint: end it on its host, then: omactl workers orphans --requeue
=> 7
$ omactl workers pause --then stop --yes
! omactl: workers pause: --then knows only kill, not 'stop'
! hint: --then kill
=> 2
redis? EXISTS resque:pause-all-workers => 0
env OMACTL_ENV=test
$ omactl workers pause --wait 0s --then kill
! omactl: workers pause: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
redis? EXISTS resque:pause-all-workers => 0
$ omactl workers pause --wait 0s --then kill --dry-run
  Plan for test/all queues, redis SOCKET/0 (run RUN, master)
    workers pause  5 workers take no more jobs; 4 jobs under way are finished
    if it can't  by true, planned then
    honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
    ends by itself  no: it lasts until somebody ends it
    undo  omactl workers resume
  It would send
    EVAL take-lease  DEL resque:omactl:{resque:pause}:lease, SET resque:omactl:{resque:pause}:lease PX 60000
    SCRIPT LOAD  what the steps below do
    EVALSHA pause  DEL resque:pause-all-workers and resque:pause:all, SET resque:pause-all-workers and resque:pause:all, HSET resque:omactl:pauses
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:pause}:lease PX 60000
    EVAL drop-lease  DEL resque:omactl:{resque:pause}:lease
  Dry run: nothing was changed.
  Plan for test/all queues, redis SOCKET/0 (run RUN, master)
    workers pause --then kill  3 workers that still work on 3 jobs are ended
                               RefreshSite [1842] on web-1:101 since 10 min N s
                               Mail::Digest ["…"] on web-2:102 since 10 min N s
                               Mail::Digest [4] on web-4:104 since 10 min N s
    left alone  Mail::Digest [5] on -oProxyCommand=x:105 since 10 min N s: its name is none of a host and a pid
    by  the command end-it '{host}' '{pid}'
    kept in  ~/state/omactl/archive/ID.jsonl.zst, on this machine
    undo  none: what a job had done by then is done. A job that does not go back by itself does so by omactl queue requeue --from archive:ID
  It would send
    EVAL take-lease  DEL resque:omactl:{resque:pause}:lease, SET resque:omactl:{resque:pause}:lease PX 60000
    SCRIPT LOAD ×3  what the steps below do
    EVALSHA begin-ending  UNLINK resque:omactl:{resque:workers}:mask, SET resque:omactl:ledger:ID
    run  end-it web-1 101
    run  end-it web-2 102
    run  end-it web-4 104
    EVALSHA note-ended  UNLINK resque:omactl:{resque:workers}:mask
    EVALSHA unregister  UNLINK resque:omactl:{resque:workers}:mask, SETBIT resque:omactl:ledger:ID, HINCRBY resque:omactl:op:ID, SREM resque:workers, HDEL resque:workers:heartbeat, UNLINK resque:worker:web-1:101:sites,mail resque:worker:web-1:101:sites,mail:started resque:stat:processed:web-1:101:sites,mail resque:stat:failed:web-1:101:sites,mail, UNLINK resque:worker:web-2:102:* resque:worker:web-2:102:*:started resque:stat:processed:web-2:102:* resque:stat:failed:web-2:102:*, UNLINK resque:worker:web-4:104:* resque:worker:web-4:104:*:started resque:stat:processed:web-4:104:* resque:stat:failed:web-4:104:*
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:pause}:lease PX 60000
    EVAL drop-lease  DEL resque:omactl:{resque:pause}:lease
  Dry run: nothing was changed.
$ sh -c 'test ! -e log'
$ omactl workers pause --wait 100ms --then kill --yes
  Paused all queues in N s; 5 workers, 4 jobs under way.
  Ended 2 workers in N s. 2 jobs are in the archive: omactl queue requeue mail --from archive:ID1 · omactl queue requeue sites --from archive:ID1
! Plan for test/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  5 workers take no more jobs; 4 jobs under way are finished
!   if it can't  by true, planned then
!   honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
!   ends by itself  no: it lasts until somebody ends it
!   undo  omactl workers resume
! Undo: omactl undo ID2
!~ 4 jobs still run: (Mail::Digest|RefreshSite) .* since 10 min N s; …
! Plan for test/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause --then kill  3 workers that still work on 3 jobs are ended
!                              RefreshSite [1842] on web-1:101 since 10 min N s
!                              Mail::Digest ["…"] on web-2:102 since 10 min N s
!                              Mail::Digest [4] on web-4:104 since 10 min N s
!   left alone  Mail::Digest [5] on -oProxyCommand=x:105 since 10 min N s: its name is none of a host and a pid
!   by  the command end-it '{host}' '{pid}'
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, on this machine
!   undo  none: what a job had done by then is done. A job that does not go back by itself does so by omactl queue requeue --from archive:ID
! omactl: workers pause: 1 job could not be taken from its workers: end-it web-2 102 ended with 4: no such host
! hint: omactl journal show ID1
=> 11
$ sh -c 'sort log'
  end web-1 101
  end web-2 102
  end web-4 104
redis? SISMEMBER resque:workers 'web-1:101:sites,mail' => 0
redis? EXISTS 'resque:worker:web-1:101:sites,mail' => 0
redis? SISMEMBER resque:workers 'web-2:102:*' => 1
$ omactl status
  test  TIME  N s
~ OPEN  ID1  2 jobs of all queues archived since \d{4}-\d\d-\d\d, not decided  omactl queue requeue (sites|mail) --from archive:ID1 · omactl journal close ID1
  HOLD  workers pause all queues  since TIME by tester@HOST  omactl holds release ID2
  ok  redis  7.0.15, master, N used, 1 client
  ok  queues  0 jobs in 2 queues, 0 failed, 2 of 3 workers working
  1 needs attention
=> 3
$ omactl undo ID1 --yes
! omactl: undo: workers pause all queues has no undo: what a job had done by then is done. A job that does not go back by itself does so by omactl queue requeue --from archive:ID
! hint: omactl journal show ID1
=> 7
$ omactl workers resume --yes --quiet
$ omactl queue requeue mail --from archive:ID1 --yes
  Requeued 1 job to mail in N s.
! Plan for test/mail, redis SOCKET/0 (run RUN, master)
!   queue requeue mail  1 of 3 archived jobs go to mail
!                       back already: 1
!                       for example {"class":"Mail::Digest","args":[4]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them
!   undo  omactl undo ID3: takes back what no worker has taken by then
! Undo: omactl undo ID3
$ omactl queue requeue sites --from archive:ID1 --yes
  Requeued 1 job to sites in N s.
! Plan for test/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 3 archived jobs go to sites
!                        back already: 2
!                        for example {"class":"RefreshSite","args":[1842]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them
!   undo  omactl undo ID4: takes back what no worker has taken by then
! Undo: omactl undo ID4
redis? LRANGE resque:queue:sites 0 -1 => {"class":"RefreshSite","args":[1842]}
$ omactl queue requeue sites --from archive:ID1 --yes
  Nothing to requeue: of 3 archived jobs, 3 are back already, 0 wait already, 0 are of another class or queue.
redis? LRANGE resque:queue:mail 0 -1 => {"class":"Mail::Digest","args":[4]}
$ omactl status
  test  TIME  N s
  ok  redis  7.0.15, master, N used, 1 client
  ok  queues  2 jobs in 2 queues, 0 failed, 2 of 3 workers working
redis DEL 'resque:worker:web-2:102:*' 'resque:worker:-oProxyCommand=x:105:*'
$ omactl workers pause --wait 0s --then kill --yes
  Paused all queues in N s; 3 workers, none works.
  Nobody works any more; there is nothing to end.
! Plan for test/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  3 workers take no more jobs; 0 jobs under way are finished
!   if it can't  by true, planned then
!   honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
!   ends by itself  no: it lasts until somebody ends it
!   undo  omactl workers resume
! Undo: omactl undo ID5
