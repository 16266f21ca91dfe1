# A few first; nobody works here, so the others stay.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1]},"exception":"Timeout","error":"gave up","backtrace":null,"worker":"w1:1:*","queue":"sites"}' '{"failed_at":"2026/11/23 03:00:01 UTC","payload":{"class":"A","args":[2]},"exception":"Timeout","error":"gave up","backtrace":null,"worker":"w1:1:*","queue":"sites"}' '{"failed_at":"2026/11/23 03:00:02 UTC","payload":{"class":"A","args":[3]},"exception":"Timeout","error":"gave up","backtrace":null,"worker":"w1:1:*","queue":"sites"}'
$ omactl queue requeue sites --wait 5s
! omactl: queue requeue: --wait and --abort-if-refail are for canaries
! hint: --canary 10
=> 2
$ omactl queue requeue sites --canary 0
! omactl: queue requeue: --canary takes a count of jobs
! hint: --canary 10
=> 2
$ omactl queue requeue sites --canary 1 --abort-if-refail 0%
! omactl: queue requeue: --abort-if-refail: '0%' is no percentage from 1% to 100%
! hint: for example 20%
=> 2
$ omactl queue requeue sites --canary 1 --abort-if-refail many
! omactl: queue requeue: --abort-if-refail: 'many' is no percentage from 1% to 100%
! hint: for example 20%
=> 2
$ omactl queue failed requeue --canary 2 --wait 2m --dry-run
  Plan for default/failed, redis SOCKET/0 (run RUN, master)
    queue failed requeue  3 of 3 failures leave `failed`, the jobs go to sites
                          for example {"class":"A","args":[1]}
                          which failed with Timeout: gave up
    kept in               ~/state/omactl/archive/ID.jsonl.zst, at most 495 B, on this machine
    pace                  as fast as Redis takes them
    canary                2 first; the others only if fewer than 20 % of these fail again within 2 min
    undo                  omactl undo ID    (the id is told when it is done): takes back what no worker has taken by then
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:failed}:lease, SET resque:omactl:{resque:failed}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA finish          UNLINK resque:omactl:{ID}:mask
    EVALSHA take-failed in pieces  LTRIM resque:failed, or LSET resque:failed and LREM resque:failed; RPUSH resque:queue:sites, SADD resque:queues, SETRANGE resque:omactl:pushed:ID, HINCRBY resque:omactl:op:ID
    EVALSHA finish          UNLINK resque:omactl:{ID}:mask
    EVALSHA finish          UNLINK resque:omactl:{ID}:mask
    EVALSHA take-failed in pieces  LTRIM resque:failed, or LSET resque:failed and LREM resque:failed; RPUSH resque:queue:sites, SADD resque:queues, SETRANGE resque:omactl:pushed:ID, HINCRBY resque:omactl:op:ID
    EVALSHA finish          UNLINK resque:omactl:{ID}:mask
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:failed}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:failed}:lease
  Dry run: nothing was changed.
$ omactl queue failed requeue --canary 2 --wait 0s --yes
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   queue failed requeue  3 of 3 failures leave `failed`, the jobs go to sites
!                         for example {"class":"A","args":[1]}
!                         which failed with Timeout: gave up
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 495 B, on this machine
!   pace  as fast as Redis takes them
!   canary  2 first; the others only if fewer than 20 % of these fail again within N s
!   undo  omactl undo ID1: takes back what no worker has taken by then
! omactl: queue failed requeue: 2 of 2 canaries still wait after N s, so nothing is known of the fix; 1 stays in failed; stopped midway
! hint: omactl resume ID1  (go on)
! hint: omactl undo ID1  (put back)
=> 9
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[1]} {"class":"A","args":[2]}
redis? LLEN resque:failed => 1
# Two workers have them in hand, and one fails again.
redis LPOP resque:queue:sites
redis LPOP resque:queue:sites
redis SADD resque:workers w1:1:sites w2:2:sites
redis SET resque:worker:w1:1:sites '{"queue":"sites","run_at":"2026-11-23T03:10:00Z","payload":{"class":"A","args":[1]}}'
redis SET resque:worker:w2:2:sites '{"queue":"sites","run_at":"2026-11-23T03:10:00Z","payload":{"class":"A","args":[2]}}'
$ omactl resume ID1
! omactl: resume: 2 of 2 canaries are still worked on after N s, so nothing is known of the fix; 1 stays in failed; stopped midway
! hint: omactl resume ID1  (go on)
! hint: omactl undo ID1  (put back)
=> 9
redis DEL resque:worker:w1:1:sites
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:10:01 UTC","payload":{"class":"A","args":[1]},"exception":"PG::ConnectionBad","error":"could not connect","backtrace":null,"worker":"w1:1:sites","queue":"sites"}'
$ omactl resume ID1
! omactl: resume: 1 of 2 canaries failed again with PG::ConnectionBad: could not connect; 1 stays in failed; stopped midway
! hint: omactl resume ID1  (go on)
! hint: omactl undo ID1  (put back)
=> 9
redis? LLEN resque:failed => 2
$ omactl status
  default  TIME  N s
  OPEN  queue failed requeue failed  ID1 has no verdict yet (partial)  omactl resume ID1 · omactl undo ID1
  ok  redis  7.0.15, master, N used, 1 client
  ok  queues  0 jobs in 1 queue, 2 failed, 1 of 2 workers working
  1 needs attention
=> 3
$ omactl undo ID1 --yes
  Took back 0 jobs in N s.
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   undo of queue failed requeue  ID1 stopped after its step 'canary'
!                                 what is half done is settled first, then the rest is planned and goes back
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   undo of queue failed requeue  at most 2 jobs leave sites again: those that no worker has taken
!                                 their failure records go back into `failed`
!   undo  none: repeat the command instead
! omactl: undo: 2 jobs had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID2
=> 9
redis? LLEN resque:failed => 2
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID2  TIME  undo of ID1  default/failed  partial  Took back 0 jobs in N s.
  ID1  TIME  queue failed requeue  default/failed  undone  stopped for its undo
