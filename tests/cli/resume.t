# A requeue that stalls stops midway; resume goes on.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}' '{"class":"A","args":[3]}'
$ omactl queue clear sites --yes --json
  {
    "id": "ID1",
    "command": "queue clear",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "removed": 3,
        "kept": 0
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID1.jsonl.zst",
    "undo": "omactl undo ID1"
  }
$ omactl queue requeue sites --from archive:ID1 --max-length 1 --stall 20ms --yes
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  3 of 3 archived jobs go to sites
!                        for example {"class":"A","args":[1]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them; waits while the queue is longer than 1
!   undo  omactl undo ID2: takes back what no worker has taken by then
! omactl: queue requeue: 'sites' has stayed at its --max-length for N s: nobody takes jobs from it; stopped midway
! hint: omactl resume ID2  (go on)
! hint: omactl undo ID2  (put back)
=> 9
redis LPOP resque:queue:sites
$ omactl resume ID2
! omactl: resume: 'sites' has stayed at its --max-length for N s: nobody takes jobs from it; stopped midway
! hint: omactl resume ID2  (go on)
! hint: omactl undo ID2  (put back)
=> 9
$ omactl resume ID2 --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue requeue sites  3 of 3 archived jobs go to sites
                         for example {"class":"A","args":[1]}
    from  ~/state/omactl/archive/ID1.jsonl.zst
    pace  as fast as Redis takes them; waits while the queue is longer than 1
    undo  omactl undo ID2: takes back what no worker has taken by then
  It would send
  ...
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[2]}
redis LPOP resque:queue:sites
$ omactl resume ID2 --json
  {
    "id": "ID2",
    "command": "queue requeue",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "from": "archive",
        "to": "sites",
        "pushed": 3
      }
    ],
    "archive": null,
    "undo": "omactl undo ID2"
  }
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[3]}
$ omactl resume ID2
  queue requeue sites is finished; nothing to resume.
$ omactl resume ID2 --json
  {
    "id": "ID2",
    "command": "resume",
    "target": "default/sites",
    "status": "nothing",
    "changes": [],
    "archive": null,
    "undo": null
  }
$ omactl resume ID1
  queue clear sites is finished; nothing to resume.
$ omactl undo ID2 --yes
  Took back 1 job in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 3 jobs leave sites again: those that no worker has taken
!                          they count as not back again in the archive's ledger
!   undo  none: repeat the command instead
! omactl: undo: 2 jobs had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID3
=> 9
$ omactl resume ID2
  queue requeue sites was undone; nothing to resume.
$ omactl resume ID2 --dry-run
  queue requeue sites was undone; nothing to resume.

# From another machine: no journal there, but the record in Redis is enough.
redis RPUSH resque:queue:sites '{"class":"B","args":[1]}' '{"class":"B","args":[2]}'
$ omactl queue clear sites --class B --yes --json
  {
    "id": "ID4",
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
    "archive": "FOLDER/state/omactl/archive/ID4.jsonl.zst",
    "undo": "omactl undo ID4"
  }
$ omactl queue requeue sites --from archive:ID4 --max-length 1 --stall 20ms --yes --quiet
! omactl: queue requeue: 'sites' has stayed at its --max-length for N s: nobody takes jobs from it; stopped midway
! hint: omactl resume ID5  (go on)
! hint: omactl undo ID5  (put back)
=> 9
$ omactl journal ls --first 1
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID5  TIME  queue requeue  default/sites  partial  'sites' has stayed at its --max-length for N s: nobody takes jobs from it
redis DEL resque:queue:sites
$ mv state/omactl/journal.jsonl journal-of-the-other
$ omactl resume ID5
  Requeued 2 jobs to sites in N s.
! Undo: omactl undo ID5
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID5  TIME  queue requeue  default/sites  done  Requeued 2 jobs to sites in N s.
$ omactl undo ID5 --yes --quiet
! omactl: undo: 1 job had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID6
=> 9
redis? LLEN resque:queue:sites => 0

$ omactl resume 01HZZZZZZZZZ
! omactl: resume: no operation 'ID7' in the journal or the services of 'default'
! hint: omactl journal ls
=> 5
$ omactl resume nonsense
! omactl: resume: 'nonsense' is not the id of an operation
! hint: omactl journal ls
=> 2
$ omactl resume
! omactl: resume: ID is missing (Operation, or the beginning of its id)
! hint: omactl resume --help
=> 2
