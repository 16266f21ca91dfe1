# Undo of a clear returns what is not back, in front, in order, whatever arrived.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}' '{"class":"A","args":[3]}'
$ omactl queue clear sites --yes --quiet
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID1  TIME  queue clear  default/sites  done  Cleared 3 jobs from sites in N s; 0 wait.
redis RPUSH resque:queue:sites '{"class":"New","args":[]}'
$ omactl queue requeue sites --from archive:ID1 --first 1 --yes --quiet
$ omactl undo ID1 --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    undo of queue clear  2 jobs go back to the head of sites, in their order; back already: 1
    from  ~/state/omactl/archive/ID1.jsonl.zst
    undo  none: repeat the command instead
  It would send
    EVAL take-lease  DEL resque:omactl:{resque:queue:sites}:lease, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    SCRIPT LOAD ×2  what the steps below do
    EVALSHA return in pieces  RPUSH resque:omactl:{resque:queue:sites}:aside, SETRANGE resque:omactl:ledger:ID1, SETRANGE resque:omactl:pushed:ID, SADD resque:queues, HINCRBY resque:omactl:op:ID, HSET resque:omactl:op:ID1
    EVALSHA splice  LTRIM resque:queue:sites and RPUSH resque:omactl:{resque:queue:sites}:aside (what arrived), RENAME resque:omactl:{resque:queue:sites}:aside resque:queue:sites, UNLINK resque:omactl:{resque:queue:sites}:mask
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:sites}:lease PX 60000, HSET resque:omactl:op:ID1
    EVAL drop-lease  DEL resque:omactl:{resque:queue:sites}:lease
  Dry run: nothing was changed.
redis? LLEN resque:queue:sites => 2
$ omactl undo ID1
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  2 jobs go back to the head of sites, in their order; back already: 1
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   undo  none: repeat the command instead
! omactl: undo: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl undo ID1 --dry-run --json
  {
    "command": "undo",
    "target": "default/sites",
    "status": "planned",
    "count": 2,
  ...
$ omactl undo ID1 --yes --max 1
! omactl: undo: it would change 2, more than --max 1
! hint: look with --dry-run; narrow it, or raise --max
=> 7
$ tty omactl undo ID1
< n
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    undo of queue clear  2 jobs go back to the head of sites, in their order; back already: 1
    from  ~/state/omactl/archive/ID1.jsonl.zst
    undo  none: repeat the command instead
  Return 2 jobs to sites in default? [y/N] n
  omactl: undo: declined; nothing was changed
=> 7
redis? LLEN resque:queue:sites => 2
$ omactl undo ID1 --yes --reason "changed our mind"
  Returned 2 jobs to the head of sites in N s; 4 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  2 jobs go back to the head of sites, in their order; back already: 1
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   undo  none: repeat the command instead
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[2]} {"class":"A","args":[3]} {"class":"New","args":[]} {"class":"A","args":[1]}
$ omactl undo ID1 --yes
  queue clear sites is undone already.
$ omactl undo ID1 --yes --json
  {
    "id": "ID1",
    "command": "undo",
    "target": "default/sites",
    "status": "nothing",
    "changes": [],
    "archive": null,
    "undo": null
  }
$ omactl resume ID1
  queue clear sites was undone; nothing to resume.
# The undo itself has none.
$ omactl journal ls --first 1
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID3  TIME  undo of ID1  default/sites  done  Returned 2 jobs to the head of sites in N s; 4 wait.
$ omactl undo ID3 --yes
! omactl: undo: an undo has no undo
! hint: run the command again instead
=> 7
$ omactl resume ID3
  undo sites is finished; nothing to resume.

# As JSON, and slowly, portion by portion.
$ omactl queue clear sites --yes --json
  {
    "id": "ID4",
    "command": "queue clear",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "removed": 4,
        "kept": 0
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID4.jsonl.zst",
    "undo": "omactl undo ID4"
  }
$ omactl undo ID4 --rate 1000/s --yes --json
  {
    "id": "ID5",
    "command": "undo",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "returned": 4
      }
    ],
    "archive": null,
    "undo": null
  }
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[2]} {"class":"A","args":[3]} {"class":"New","args":[]} {"class":"A","args":[1]}
