# What workers have taken since can't come back: 9, with the count.
needs redis
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"F","args":[1]},"exception":"E","error":"e","worker":"w","queue":"busy","backtrace":[]}' '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"F","args":[2]},"exception":"E","error":"e","worker":"w","queue":"busy","backtrace":[]}' '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"F","args":[3]},"exception":"E","error":"e","worker":"w","queue":"busy","backtrace":[]}'
$ omactl queue requeue busy --yes
  Requeued 3 jobs to busy in N s.
! Plan for default/busy, redis SOCKET/0 (run RUN, master)
!   queue requeue busy  3 of 3 failures leave `failed`, the jobs go to busy
!                       for example {"class":"F","args":[1]}
!                       which failed with E: e
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 435 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID1: takes back what no worker has taken by then
! Undo: omactl undo ID1
redis LPOP resque:queue:busy
redis RPUSH resque:queue:busy '{"class":"Other","args":[]}'
$ omactl undo ID1 --yes
  Took back 2 jobs in N s.
! Plan for default/busy, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 3 jobs leave busy again: those that no worker has taken
!                          their failure records go back into `failed`
!   undo  none: repeat the command instead
! omactl: undo: 1 job had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID2
=> 9
redis? LRANGE resque:queue:busy 0 -1 => {"class":"Other","args":[]}
redis? LRANGE resque:failed 0 -1 => {"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"F","args":[2]},"exception":"E","error":"e","worker":"w","queue":"busy","backtrace":[]} {"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"F","args":[3]},"exception":"E","error":"e","worker":"w","queue":"busy","backtrace":[]}
$ omactl undo ID1 --yes
  queue requeue busy is undone already.
$ omactl resume ID1
  queue requeue busy was undone; nothing to resume.
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID2  TIME  undo of ID1  default/busy  partial  Took back 2 jobs in N s.
  ID1  TIME  queue requeue  default/busy  undone  Requeued 3 jobs to busy in N s.

# All were taken, and the queue with them; so was a pushed one.
$ omactl queue failed requeue --yes --json
  {
    "id": "ID3",
    "command": "queue failed requeue",
    "target": "default/failed",
    "status": "done",
    "changes": [
      {
        "from": "failed",
        "to": "busy",
        "pushed": 2
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID3.jsonl.zst",
    "undo": "omactl undo ID3"
  }
redis DEL resque:queue:busy
redis SREM resque:queues busy
$ omactl undo ID3 --yes --json
  {
    "id": "ID4",
    "command": "undo",
    "target": "default/failed",
    "status": "partial",
    "changes": [
      {
        "taken_back": 0,
        "taken_by_workers": 2
      }
    ],
    "archive": null,
    "undo": null
  }
! {"error":{"fault":"partial","status":9,"command":"undo","message":"2 jobs had been taken by workers, or moved, since and can't be brought back","hint":"omactl journal show ID4"}}
=> 9
$ omactl queue push busy A --json
  {
    "id": "ID5",
    "command": "queue push",
    "target": "default/busy",
    "status": "done",
    "changes": [
      {
        "queue": "busy",
        "pushed": 1
      }
    ],
    "archive": null,
    "undo": "omactl undo ID5"
  }
redis LPOP resque:queue:busy
$ omactl undo ID5 --rate 10/s --yes
! omactl: undo: --rate is for jobs that go back into a queue; these are taken out of one
! hint: omactl undo ID5
=> 2
$ omactl undo ID5 --yes
  Took back 0 jobs in N s.
! Plan for default/busy, redis SOCKET/0 (run RUN, master)
!   undo of queue push  at most 1 job leaves busy again: those that no worker has taken
!   undo  none: repeat the command instead
! omactl: undo: 1 job had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID6
=> 9

# A queue that was removed since comes back with its jobs.
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}'
$ omactl queue clear sites --yes --json
  {
    "id": "ID7",
    "command": "queue clear",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "removed": 1,
        "kept": 0
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID7.jsonl.zst",
    "undo": "omactl undo ID7"
  }
redis SREM resque:queues sites
$ omactl undo ID7 --yes
  Returned 1 job to the head of sites in N s; 1 waits.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  1 job goes back to the head of sites, in their order
!   from  ~/state/omactl/archive/ID7.jsonl.zst
!   undo  none: repeat the command instead
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[1]}
redis? SISMEMBER resque:queues sites => 1

# Ids.
$ omactl undo 01
! omactl: undo: '01' fits several operations: ID1, ID2, …
! hint: give more of the id
=> 2
$ omactl undo nonsense
! omactl: undo: 'nonsense' is not the id of an operation
! hint: omactl journal ls
=> 2
$ omactl undo 01HZZZZZZZZZ
! omactl: undo: no operation 'ID8' in the journal or the services of 'default'
! hint: omactl journal ls
=> 5
$ omactl undo
! omactl: undo: ID is missing (Operation, or the beginning of its id)
! hint: omactl undo --help
=> 2
$ omactl undo ID1 ID3
! omactl: undo: 'ID3' is one word too many
! hint: omactl undo --help
=> 2

# The ledger that tells what is back is gone, or the archive, or all of it.
redis RPUSH resque:queue:sites '{"class":"A","args":[2]}'
$ omactl queue clear sites --yes --json
  {
    "id": "ID9",
    "command": "queue clear",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "removed": 2,
        "kept": 0
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID9.jsonl.zst",
    "undo": "omactl undo ID9"
  }
$ omactl queue requeue sites --from archive:ID9 --first 1 --yes --quiet
redis DEL resque:omactl:ledger:ID9
$ omactl undo ID9 --yes
! omactl: undo: the service has lost the ledger that tells which of these jobs are back already
! hint: requeue by hand what is missing; omactl queue peek shows what waits
=> 8
$ omactl queue requeue sites --from archive:ID9 --yes
! omactl: queue requeue: the service has lost the ledger that tells which of these jobs are back already
! hint: requeue by hand what is missing; omactl queue peek shows what waits
=> 8
$ mv state/omactl/archive elsewhere
redis HDEL resque:omactl:op:ID9 ledger
$ omactl undo ID9 --yes
! omactl: undo: the archive FOLDER/state/omactl/archive/ID9.jsonl.zst is gone
=> 5
$ mv elsewhere state/omactl/archive
redis FLUSHALL
$ omactl undo ID9 --yes
! omactl: undo: redis SOCKET/0 (run RUN, master) has no memory of queue clear sites any more: it was restarted without its data, or emptied
! hint: omactl journal show ID9
! hint: what it removed is kept in FOLDER/state/omactl/archive/ID9.jsonl.zst
=> 8
