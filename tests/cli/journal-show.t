needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"B","args":[1]}'
$ omactl queue clear sites --class A --yes --quiet --reason "stuck since 02:50"
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID1  TIME  queue clear  default/sites  done  Cleared 1 job from sites in N s; 1 waits.
$ omactl journal show ID1
  ID1  queue clear  default/sites, redis SOCKET/0 (run RUN, master)
  by tester@HOST at TIME: stuck since 02:50
    queue clear sites  1 of 2 jobs leave; 1 stays, in their order
                          for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 24 B, on this machine
  WHEN  EVENT
  TIME  started
  TIME  step  stage
  TIME  step  archive
  TIME  step  mask
  TIME  step  sift
  TIME  step  splice
  TIME  done  Cleared 1 job from sites in N s; 1 waits.
  Undo: omactl undo ID1
$ omactl journal show ID1 --json
  {
    "id": "ID1",
    "command": "queue clear",
    "target": "default/sites",
    "status": "done",
    "began_at": "TIME",
    "who": "tester@HOST",
    "reason": "stuck since 02:50",
    "verdict": "Cleared 1 job from sites in N s; 1 waits.",
    "ended_at": "TIME",
    "archive": "FOLDER/state/omactl/archive/ID1.jsonl.zst",
    "undoes": null,
    "undone_by": null,
  ...
$ omactl undo ID1 --yes --quiet
$ omactl journal show ID1
  ID1  queue clear  default/sites, redis SOCKET/0 (run RUN, master)
  by tester@HOST at TIME: stuck since 02:50
    queue clear sites  1 of 2 jobs leave; 1 stays, in their order
                          for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 24 B, on this machine
  WHEN  EVENT
  TIME  started
  TIME  step  stage
  TIME  step  archive
  TIME  step  mask
  TIME  step  sift
  TIME  step  splice
  TIME  done  Cleared 1 job from sites in N s; 1 waits.
  TIME  undoing  ID2
  TIME  undone  ID2
# A refusal is recorded, too.
redis CONFIG SET maxmemory 1
$ omactl queue push sites A --quiet
! omactl: queue push: redis SOCKET: EVALSHA: OOM command not allowed when used memory > 'maxmemory'; nothing was changed
! hint: Redis is full: reading, LPOP, LTRIM, RENAME and UNLINK still work; where memory is left:
! hint: redis-cli -s SOCKET CONFIG SET maxmemory SIZE
=> 1
$ omactl journal ls --first 1
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID3  TIME  queue push  default/sites  failed  redis SOCKET: EVALSHA: OOM command not allowed when used memory > 'maxmemory'
$ omactl journal show ID3
  ID3  queue push  default/sites, redis SOCKET/0 (run RUN, master)
  by tester@HOST at TIME
    queue push sites  {"class":"A","args":[]}
  WHEN  EVENT
  TIME  started
  TIME  failed  redis SOCKET: EVALSHA: OOM command not allowed when used memory > 'maxmemory'
$ omactl journal show nonsense
! omactl: journal show: 'nonsense' is not the id of an operation
! hint: omactl journal ls
=> 2
$ omactl journal show 01HZZZZZZZ
! omactl: journal show: no operation 'ID4' in the journal
! hint: omactl journal ls
=> 5
$ omactl journal show 01
! omactl: journal show: '01' fits several operations: ID1, ID2, …
! hint: give more of the id
=> 2
$ omactl journal show
! omactl: journal show: ID is missing (Operation, or the beginning of its id)
! hint: omactl journal show --help
=> 2
