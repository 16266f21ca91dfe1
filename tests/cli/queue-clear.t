# A queue of eight: duplicates, an ActiveJob wrapper, and payloads that no worker could read.
needs redis
redis SADD resque:queues sites mailers empty
redis RPUSH resque:queue:sites '{"class":"RefreshSite","args":[42]}' '{"class":"RefreshSite","args":[42]}' '{"class":"Alexa::Load","args":["x",true]}' "broken \x00\xff\xfe" '{"class":"RefreshSite","args":[43]}' '{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Digest","job_id":"a","arguments":[7]}]}' '{ "args" : [42], "class" : "RefreshSite" }' '{"class":"RefreshSite","args":[44]}'

# Without a terminal and without --yes nothing happens.
$ omactl queue clear sites
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  8 of 8 jobs leave
!                      for example {"class":"RefreshSite","args":[42]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 357 B, on this machine
!   undo  omactl undo ID1
! omactl: queue clear: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
redis? LLEN resque:queue:sites => 8
redis? KEYS resque:omactl:* => 

# A dry run is the plan, and changes nothing.
$ omactl queue clear sites --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  8 of 8 jobs leave
                       for example {"class":"RefreshSite","args":[42]}
    kept in            ~/state/omactl/archive/ID.jsonl.zst, at most 357 B, on this machine
    undo               omactl undo ID    (the id is told when it is done)
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:queue:sites}:lease, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA stage           RENAMENX resque:queue:sites resque:omactl:{resque:queue:sites}:staged
    EVALSHA release         UNLINK resque:omactl:{resque:queue:sites}:staged
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:queue:sites}:lease
  Dry run: nothing was changed.
redis? LLEN resque:queue:sites => 8
redis? KEYS resque:omactl:* => 
$ omactl queue clear sites --class RefreshSite --duplicates -n
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 8 jobs leave; 6 stay, in their order
                       for example {"class":"RefreshSite","args":[42]}
    kept in            ~/state/omactl/archive/ID.jsonl.zst, at most 77 B, on this machine
    undo               omactl undo ID    (the id is told when it is done)
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:queue:sites}:lease, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    SCRIPT LOAD ×4          what the steps below do
    EVALSHA stage           RENAMENX resque:queue:sites resque:omactl:{resque:queue:sites}:staged
    EVALSHA mask            UNLINK resque:omactl:{resque:queue:sites}:mask, SET resque:omactl:{resque:queue:sites}:mask
    EVALSHA sift            LTRIM resque:omactl:{resque:queue:sites}:staged, RPUSH resque:omactl:{resque:queue:sites}:kept
    EVALSHA splice          LTRIM resque:queue:sites and RPUSH resque:omactl:{resque:queue:sites}:kept (what arrived), RENAME resque:omactl:{resque:queue:sites}:kept resque:queue:sites, UNLINK resque:omactl:{resque:queue:sites}:mask
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:queue:sites}:lease
  Dry run: nothing was changed.
$ omactl queue clear sites --malformed --dry-run --json
  {
    "command": "queue clear",
    "target": "default/sites",
    "status": "planned",
    "count": 1,
  ...
redis? LLEN resque:queue:sites => 8
$ omactl journal ls
  No operation in the journal.

# --max is an upper bound, not a portion.
$ omactl queue clear sites --yes --max 7
! omactl: queue clear: it would change 8, more than --max 7
! hint: look with --dry-run; narrow it, or raise --max
=> 7
$ omactl queue clear sites --yes --max 2 --duplicates --dry-run -q
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 8 jobs leave; 6 stay, in their order
                       for example {"class":"RefreshSite","args":[42]}
    kept in            ~/state/omactl/archive/ID.jsonl.zst, at most 77 B, on this machine
    undo               omactl undo ID    (the id is told when it is done)
  It would send
  ...

# Names that nobody has heard of, and a queue that is merely empty.
$ omactl queue clear site --yes
! omactl: queue clear: no queue 'site' in namespace 'resque'
! hint: did you mean sites?
=> 5
$ omactl queue clear nothing_like_it --yes
! omactl: queue clear: no queue 'nothing_like_it' in namespace 'resque'
! hint: omactl queue ls
=> 5
$ omactl queue clear empty --yes
  empty is empty; nothing to clear.
$ omactl queue clear empty --yes --json
  {
    "id": null,
    "command": "queue clear",
    "target": "default/empty",
    "status": "nothing",
    "changes": [],
    "archive": null,
    "undo": null
  }
$ omactl queue clear sites --class Nobody --yes
  No job of 8 in sites matches (class Nobody).

# All of it leaves, byte for byte into the archive, and comes back the same.
$ omactl queue clear sites --yes --reason "stuck since 02:50"
  Cleared 8 jobs from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  8 of 8 jobs leave
!                      for example {"class":"RefreshSite","args":[42]}
!   kept in  ~/state/omactl/archive/ID3.jsonl.zst, at most 357 B, on this machine
!   undo  omactl undo ID3
! Undo: omactl undo ID3
redis? EXISTS resque:queue:sites => 0
redis? SISMEMBER resque:queues sites => 1
$ omactl queue ls
  QUEUE    WAITING
  empty          0
  mailers        0
  sites          0
  0 jobs waiting, 0 failed, 0 of 0 workers working
$ omactl undo ID3 --yes
  Returned 8 jobs to the head of sites in N s; 8 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  8 jobs go back to the head of sites, in their order
!   from  ~/state/omactl/archive/ID3.jsonl.zst
!   undo  none: repeat the command instead
redis? LLEN resque:queue:sites => 8
redis? LINDEX resque:queue:sites 0 => {"class":"RefreshSite","args":[42]}
redis? LINDEX resque:queue:sites 3 => broken \x00\xff\xfe
redis? LINDEX resque:queue:sites 6 => { "args" : [42], "class" : "RefreshSite" }
redis? LINDEX resque:queue:sites 7 => {"class":"RefreshSite","args":[44]}

# Some of it, as JSON; quietly the rest.
$ omactl queue clear sites --malformed --yes --json
  {
    "id": "ID4",
    "command": "queue clear",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "removed": 1,
        "kept": 7
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID4.jsonl.zst",
    "undo": "omactl undo ID4"
  }
redis? LLEN resque:queue:sites => 7
redis RPUSH resque:queue:sites "again \x00"
$ omactl queue clear sites --yes --quiet
redis? LLEN resque:queue:sites => 0

# A key of another type, and odd names.
redis SADD resque:queues hash "esc\x1b[31m" "two words" *
redis HSET resque:queue:hash field value
redis RPUSH "resque:queue:esc\x1b[31m" '{"class":"A","args":[]}' '{"class":"A","args":[]}'
redis RPUSH "resque:queue:two words" '{"class":"A","args":[]}'
redis RPUSH resque:queue:* '{"class":"A","args":[]}'
$ omactl queue clear hash --yes
! omactl: queue clear: 'resque:queue:hash' is a hash, not a list of jobs
! hint: redis-cli -s SOCKET TYPE resque:queue:hash
=> 1
$ omactl queue clear "esc\x1b[31m" --yes --duplicates
  Cleared 1 job from esc\x1b[31m in N s; 1 waits.
! Plan for default/esc\x1b[31m, redis SOCKET/0 (run RUN, master)
!   queue clear esc\x1b[31m  1 of 2 jobs leave; 1 stays, in their order
!                            for example {"class":"A","args":[]}
!   kept in  ~/state/omactl/archive/ID5.jsonl.zst, at most 23 B, on this machine
!   undo  omactl undo ID5
! Undo: omactl undo ID5
$ omactl queue clear "esc\x1b[31m" --dry-run
  Plan for default/esc\x1b[31m, redis SOCKET/0 (run RUN, master)
    queue clear esc\x1b[31m  1 of 1 jobs leave
                             for example {"class":"A","args":[]}
    kept in                  ~/state/omactl/archive/ID.jsonl.zst, at most 23 B, on this machine
    undo                     omactl undo ID    (the id is told when it is done)
  It would send
  ...
$ omactl queue clear 'two words' --yes --quiet
$ omactl queue clear * --yes --quiet
redis? LLEN "resque:queue:esc\x1b[31m" => 1
redis? LLEN resque:queue:* => 0
redis? TYPE resque:queue:hash => hash
