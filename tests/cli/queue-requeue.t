# From an archive: once, whatever is asked.
needs redis
redis SADD resque:queues sites other
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}' '{"class":"B","args":[3]}' "torn \x00\xff" '{"class":"A","args":[1]}' '{"class":"A","args":[4]}'
$ omactl queue clear sites --yes
  Cleared 6 jobs from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  6 of 6 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 127 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
$ omactl queue requeue sites --from archive:ID1 --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue requeue sites  6 of 6 archived jobs go to sites
                         for example {"class":"A","args":[1]}
    from  ~/state/omactl/archive/ID1.jsonl.zst
    pace  as fast as Redis takes them
    undo  omactl undo ID  (the id is told when it is done): takes back what no worker has taken by then
  It would send
    EVAL take-lease  DEL resque:omactl:{resque:queue:sites}:lease, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    SCRIPT LOAD ×2  what the steps below do
    EVALSHA return  RPUSH resque:queue:sites, SETRANGE resque:omactl:ledger:ID1, SETRANGE resque:omactl:pushed:ID, SADD resque:queues, HINCRBY resque:omactl:op:ID, HSET resque:omactl:op:ID1
    EVALSHA finish  UNLINK resque:omactl:{ID}:mask
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    EVAL drop-lease  DEL resque:omactl:{resque:queue:sites}:lease
  Dry run: nothing was changed.
redis? EXISTS resque:queue:sites => 0
$ omactl queue requeue sites --from archive:ID1
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  6 of 6 archived jobs go to sites
!                        for example {"class":"A","args":[1]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them
!   undo  omactl undo ID2: takes back what no worker has taken by then
! omactl: queue requeue: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl queue requeue sites --from archive:ID1 --yes --max 5
! omactl: queue requeue: it would change 6, more than --max 5
! hint: look with --dry-run; narrow it, or raise --max
=> 7
$ omactl queue requeue sites --from archive:ID1 --class B --yes
  Requeued 1 job to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 6 archived jobs go to sites
!                        for example {"class":"B","args":[3]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them
!   undo  omactl undo ID3: takes back what no worker has taken by then
! Undo: omactl undo ID3
redis? LRANGE resque:queue:sites 0 -1 => {"class":"B","args":[3]}
$ omactl queue requeue sites --from archive:ID1 --first 1 --yes --json
  {
    "id": "ID4",
    "command": "queue requeue",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "from": "archive",
        "to": "sites",
        "pushed": 1
      }
    ],
    "archive": null,
    "undo": "omactl undo ID4"
  }
redis? LRANGE resque:queue:sites 0 -1 => {"class":"B","args":[3]} {"class":"A","args":[1]}
$ omactl queue requeue sites --from archive:ID1 --unique --yes
  Requeued 3 jobs to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  3 of 6 archived jobs go to sites
!                        back already: 2
!                        the same work waits already, so these stay in the archive: 1
!                        for example {"class":"A","args":[2]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them
!   undo  omactl undo ID5: takes back what no worker has taken by then
! Undo: omactl undo ID5
redis? LRANGE resque:queue:sites 0 -1 => {"class":"B","args":[3]} {"class":"A","args":[1]} {"class":"A","args":[2]} torn \x00\xff {"class":"A","args":[4]}
$ omactl queue requeue sites --from archive:ID1 --unique --yes
  Nothing to requeue: of 6 archived jobs, 5 are back already, 1 wait already, 0 are of another class or queue.
$ omactl queue requeue sites --from archive:ID1 --to other --yes
  Requeued 1 job to other in N s.
! Plan for default/other, redis SOCKET/0 (run RUN, master)
!   queue requeue other  1 of 6 archived jobs go to other
!                        back already: 5
!                        for example {"class":"A","args":[1]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them
!   undo  omactl undo ID6: takes back what no worker has taken by then
! Undo: omactl undo ID6
redis? LRANGE resque:queue:other 0 -1 => {"class":"A","args":[1]}
$ omactl queue requeue sites --from archive:ID1 --yes
  Nothing to requeue: of 6 archived jobs, 6 are back already, 0 wait already, 0 are of another class or queue.
redis? LLEN resque:queue:sites => 5
redis? LLEN resque:queue:other => 1
# The clear's own undo has nothing left to do either.
$ omactl undo ID1 --yes
  All 6 jobs are back already; nothing to undo.
redis? LLEN resque:queue:sites => 5

# What can't be meant.
$ omactl queue requeue
! omactl: queue requeue: which queue's failures?
! hint: name it, or --all: each failure goes to its own queue
=> 2
$ omactl queue requeue --from archive:ID1
! omactl: queue requeue: which queue? the jobs of an archive need a destination
! hint: omactl queue requeue QUEUE --from archive:ID
=> 2
$ omactl queue requeue sites --from archive:01HZZZZZZZ
! omactl: queue requeue: no operation 'ID7' in the journal or in Redis
! hint: omactl journal ls
=> 5
$ omactl queue requeue sites --from archive:
! omactl: queue requeue: '' is not the id of an operation
! hint: omactl journal ls
=> 2
$ omactl queue requeue sites --from archive:nonsense
! omactl: queue requeue: 'nonsense' is not the id of an operation
! hint: omactl journal ls
=> 2
$ omactl queue requeue sites --from tape
! omactl: queue requeue: --from takes failed, schedule or archive:ID, not 'tape'
! hint: omactl journal ls    (shows archives' ids)
=> 2
$ omactl queue requeue sites --from archive:ID1 --error Timeout
! omactl: queue requeue: --error and --since look at failure records; an archive of jobs has none
! hint: use --class, or --from failed
=> 2
$ omactl queue requeue sites --from archive:ID1 --all
! omactl: queue requeue: --all goes with --from failed
=> 2
$ omactl queue requeue sites --from archive:ID1 --rate 0/s
! omactl: queue requeue: --rate: '0/s' is not a rate
! hint: rates read 200/s, 3000/m, 1.5/s
=> 2
$ omactl queue requeue sites --from archive:ID1 --rate fast
! omactl: queue requeue: --rate: 'fast' is not a rate
! hint: rates read 200/s, 3000/m, 1.5/s
=> 2
$ omactl queue requeue sites --from archive:ID4 --yes
! omactl: queue requeue: ID4 is 'queue requeue' and has no archive of jobs
! hint: omactl journal ls --command 'queue clear'
=> 2
