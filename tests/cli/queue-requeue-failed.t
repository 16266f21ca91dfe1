# The failures of one queue go back to it, oldest first, and leave `failed` in the same step.
needs redis
redis SADD resque:queues sites mailers
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"sites","backtrace":["x"]}' '{"failed_at":"2026/11/23 03:01:00 UTC","payload":{"class":"A","args":[2]},"exception":"NoMethodError","error":"undefined method","worker":"w","queue":"sites","backtrace":[]}' "torn \x00\xff" '{"failed_at":"2026/11/23 03:02:00 UTC","payload":{"class":"Mail", "args":["é \u00e9"]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"mailers","backtrace":[]}' '{"failed_at":"2026/11/23 03:03:00 UTC","payload":{"class":"A","args":[1]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"sites","backtrace":[]}' '{"failed_at":"soon","payload":{"class":"A","args":[5]},"exception":"Timeout::Error","error":"","worker":"w","queue":"sites","backtrace":[]}'
$ omactl queue requeue sites --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue requeue sites  4 of 6 failures leave `failed`, the jobs go to sites
                         for example {"class":"A","args":[1]}
                         which failed with Timeout::Error: execution expired
    kept in              ~/state/omactl/archive/ID.jsonl.zst, at most 665 B, on this machine
    pace                 as fast as Redis takes them
    undo                 omactl undo ID    (the id is told when it is done): takes back what no worker has taken by then
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:failed}:lease, SET resque:omactl:{resque:failed}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA take-failed in pieces  LTRIM resque:failed, or LSET resque:failed and LREM resque:failed; RPUSH resque:queue:sites, SADD resque:queues, SETRANGE resque:omactl:pushed:ID, HINCRBY resque:omactl:op:ID
    EVALSHA finish          UNLINK resque:omactl:{ID}:mask
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:failed}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:failed}:lease
  Dry run: nothing was changed.
redis? LLEN resque:failed => 6
redis? EXISTS resque:queue:sites => 0
redis? KEYS resque:omactl:* => 
$ omactl queue requeue sites
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  4 of 6 failures leave `failed`, the jobs go to sites
!                        for example {"class":"A","args":[1]}
!                        which failed with Timeout::Error: execution expired
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 665 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID1: takes back what no worker has taken by then
! omactl: queue requeue: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl queue requeue sites --max 3 --yes
! omactl: queue requeue: it would change 4, more than --max 3
! hint: look with --dry-run; narrow it, or raise --max
=> 7
$ omactl queue requeue nobody --yes
! omactl: queue requeue: no queue 'nobody' in namespace 'resque'
! hint: omactl queue ls
=> 5
$ omactl queue requeue sites --error NoSuch --yes
  No failure of 6 matches (queue sites, error ~ NoSuch).
$ omactl queue requeue sites --error NoMethod --yes
  Requeued 1 job to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 6 failures leaves `failed`, the jobs go to sites
!                        for example {"class":"A","args":[2]}
!                        which failed with NoMethodError: undefined method
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 173 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID2: takes back what no worker has taken by then
! Undo: omactl undo ID2
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[2]}
redis? LLEN resque:failed => 5
$ omactl queue requeue sites --since 2026-11-23T03:03:00Z --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue requeue sites  1 of 5 failures leaves `failed`, the jobs go to sites
                         their time of failure can't be read, so these stay: 1
                         for example {"class":"A","args":[1]}
                         which failed with Timeout::Error: execution expired
    kept in              ~/state/omactl/archive/ID.jsonl.zst, at most 175 B, on this machine
    pace                 as fast as Redis takes them
    undo                 omactl undo ID    (the id is told when it is done): takes back what no worker has taken by then
  It would send
  ...
$ omactl queue requeue sites --unique --first 1 --yes
  Requeued 1 job to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 5 failures leaves `failed`, the jobs go to sites
!                        for example {"class":"A","args":[1]}
!                        which failed with Timeout::Error: execution expired
!   kept in  ~/state/omactl/archive/ID3.jsonl.zst, at most 178 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID3: takes back what no worker has taken by then
! Undo: omactl undo ID3
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[2]} {"class":"A","args":[1]}
$ omactl queue requeue sites --unique --yes
  Requeued 1 job to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 4 failures leaves `failed`, the jobs go to sites
!                        the same work waits already, so these stay: 1
!                        for example {"class":"A","args":[5]}
!                        which failed with Timeout::Error
!   kept in  ~/state/omactl/archive/ID4.jsonl.zst, at most 139 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID4: takes back what no worker has taken by then
! Undo: omactl undo ID4
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[2]} {"class":"A","args":[1]} {"class":"A","args":[5]}
$ omactl queue requeue sites --to elsewhere --yes
  Requeued 1 job to elsewhere in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 3 failures leaves `failed`, the jobs go to elsewhere
!                        for example {"class":"A","args":[1]}
!                        which failed with Timeout::Error: execution expired
!   kept in  ~/state/omactl/archive/ID5.jsonl.zst, at most 175 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID5: takes back what no worker has taken by then
! Undo: omactl undo ID5
redis? LRANGE resque:queue:elsewhere 0 -1 => {"class":"A","args":[1]}
redis? SISMEMBER resque:queues elsewhere => 1
redis? LLEN resque:failed => 2
# Back into `failed`, byte for byte, and out of the queue.
$ omactl undo ID5 --yes
  Took back 1 job in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 1 job leaves elsewhere again: those that no worker has taken
!                          their failure records go back into `failed`
!   undo                   none: repeat the command instead
redis? LLEN resque:queue:elsewhere => 0
redis? LLEN resque:failed => 3
redis? LINDEX resque:failed -1 => {"failed_at":"2026/11/23 03:03:00 UTC","payload":{"class":"A","args":[1]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"sites","backtrace":[]}

# All of them home.
$ omactl queue requeue --all --yes
  Requeued 2 jobs to 2 queues in N s.
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   queue requeue  2 of 3 failures leave `failed`, the jobs go to their 2 queues
!                  for example {"class":"Mail","args":["…"]}
!                  which failed with Timeout::Error: execution expired
!   kept in  ~/state/omactl/archive/ID6.jsonl.zst, at most 366 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID6: takes back what no worker has taken by then
! Undo: omactl undo ID6
redis? LRANGE resque:queue:mailers 0 -1 => {"class":"Mail", "args":["é \u00e9"]}
redis? LRANGE resque:failed 0 -1 => torn \x00\xff
$ omactl queue requeue --all --yes
  No failure of 1 matches (all).
$ omactl queue requeue sites --yes --json
  {
    "id": null,
    "command": "queue requeue",
    "target": "default/sites",
    "status": "nothing",
    "changes": [],
    "archive": null,
    "undo": null
  }
redis DEL resque:failed
$ omactl queue requeue sites --yes
  There are no failures; nothing to requeue.
# An application with a list of failures a queue.
redis SADD resque:failed_queues sites_failed
$ omactl queue requeue sites --yes
! omactl: queue requeue: this application keeps its failures in a list a queue (redis_multi_queue), which is not supported yet
! hint: omactl queue failed ls shows the common list only
=> 1
