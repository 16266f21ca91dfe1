# The jobs of a file, pushed once each, byte for byte.
needs redis
redis SADD resque:queues sites empty
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '' "torn \x00\xff" '{"class":"B","args":["k\u00e4se\n"]}' '{"class":"A","args":[1]}'
$ omactl queue export sites sites.jsonl --quiet
$ omactl queue export sites sites.jsonl.zst --quiet
$ omactl queue export empty empty.jsonl --quiet
$ omactl queue clear sites --yes
  Cleared 5 jobs from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  5 of 5 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 91 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
$ omactl queue import sites sites.jsonl --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue import sites  5 jobs of sites.jsonl go to sites
                        for example {"class":"A","args":[1]}
    from                sites.jsonl: exported at TIME from sites of redis SOCKET/0 (run RUN, master)
    kept in             ~/state/omactl/archive/ID.jsonl.zst, at most 91 B, on this machine
    pace                as fast as Redis takes them
    undo                omactl undo ID    (the id is told when it is done): takes back what no worker has taken by then
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:queue:sites}:lease, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA return in pieces  RPUSH resque:queue:sites, SETRANGE resque:omactl:pushed:ID, SADD resque:queues, HINCRBY resque:omactl:op:ID
    EVALSHA finish          UNLINK resque:omactl:{ID}:mask
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:queue:sites}:lease
  Dry run: nothing was changed.
redis? EXISTS resque:queue:sites => 0
$ omactl queue import sites sites.jsonl.zst
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue import sites  5 jobs of sites.jsonl.zst go to sites
!                       for example {"class":"A","args":[1]}
!   from  sites.jsonl.zst: exported at TIME from sites of redis SOCKET/0 (run RUN, master)
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 91 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID2: takes back what no worker has taken by then
! omactl: queue import: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl queue import sites sites.jsonl.zst --yes
  Imported 5 jobs into sites in N s; 5 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue import sites  5 jobs of sites.jsonl.zst go to sites
!                       for example {"class":"A","args":[1]}
!   from  sites.jsonl.zst: exported at TIME from sites of redis SOCKET/0 (run RUN, master)
!   kept in  ~/state/omactl/archive/ID3.jsonl.zst, at most 91 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID3: takes back what no worker has taken by then
! Undo: omactl undo ID3
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[1]}  torn \x00\xff {"class":"B","args":["k\u00e4se\n"]} {"class":"A","args":[1]}
$ omactl queue import sites sites.jsonl --class A --unique --yes
  Nothing to import: of 5 jobs in sites.jsonl, 3 are of another class, the work of 2 waits already.
$ omactl queue import other sites.jsonl --class A --unique --yes
  Imported 1 job into other in N s; 1 waits.
! Plan for default/other, redis SOCKET/0 (run RUN, master)
!   queue import other  1 job of sites.jsonl goes to other
!                       of another class, so these stay out: 3
!                       the same work waits already, so these stay out: 1
!                       a queue that nobody has pushed to yet: is the name right?
!                       for example {"class":"A","args":[1]}
!   from  sites.jsonl: exported at TIME from sites of redis SOCKET/0 (run RUN, master)
!   kept in  ~/state/omactl/archive/ID4.jsonl.zst, at most 24 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID4: takes back what no worker has taken by then
! Undo: omactl undo ID4
$ omactl queue import third sites.jsonl --first 2 --yes --json
  {
    "id": "ID5",
    "command": "queue import",
    "target": "default/third",
    "status": "done",
    "changes": [
      {
        "queue": "third",
        "pushed": 2
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID5.jsonl.zst",
    "undo": "omactl undo ID5"
  }
redis? LRANGE resque:queue:third 0 -1 => {"class":"A","args":[1]} 
redis? SISMEMBER resque:queues third => 1
$ omactl undo ID5 --yes
  Took back 2 jobs in N s.
! Plan for default/third, redis SOCKET/0 (run RUN, master)
!   undo of queue import  at most 2 jobs leave third again: those that no worker has taken
!   undo                  none: repeat the command instead
redis? EXISTS resque:queue:third => 0
$ omactl undo ID5 --yes
  queue import third is undone already.
$ omactl queue import sites empty.jsonl --yes
  There are no jobs in empty.jsonl; nothing to import.
$ omactl queue import sites sites.jsonl --max 4 --yes
! omactl: queue import: it would change 5, more than --max 4
! hint: look with --dry-run; narrow it, or raise --max
=> 7
$ omactl queue import sites none.jsonl --yes
! omactl: queue import: open FOLDER/none.jsonl: no such file or directory
=> 5

# Lines that people make: each is a job, or has one.
file lines.jsonl <<END
{"class":"A","args":[ 7 ]}

{"job":"{\"class\":\"A\",\"args\":[8]}"}
  {"class":"A","args":[9]}
END
$ omactl queue import lines lines.jsonl --yes --quiet
redis? LRANGE resque:queue:lines 0 -1 => {"class":"A","args":[ 7 ]} {"class":"A","args":[8]}   {"class":"A","args":[9]}
file bin/pipe <<END
#!/bin/sh
cat lines.jsonl | omactl queue import "$@"
END
$ pipe piped - --yes
  Imported 3 jobs into piped in N s; 3 wait.
! Plan for default/piped, redis SOCKET/0 (run RUN, master)
!   queue import piped  3 jobs of stdin go to piped
!                       a queue that nobody has pushed to yet: is the name right?
!                       for example {"class":"A","args":[7]}
!   from  stdin
!   kept in  ~/state/omactl/archive/ID6.jsonl.zst, at most 76 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID6: takes back what no worker has taken by then
! Undo: omactl undo ID6
redis? LLEN resque:queue:piped => 3
$ pipe piped - --plan-out plan
! omactl: queue import: what comes by stdin is gone when the plan is applied
! hint: put it into a file
=> 2
$ pipe piped - --dry-run --quiet
  Plan for default/piped, redis SOCKET/0 (run RUN, master)
    queue import piped  3 jobs of stdin go to piped
                        for example {"class":"A","args":[7]}
    from                stdin
    kept in             ~/state/omactl/archive/ID.jsonl.zst, at most 76 B, on this machine
    pace                as fast as Redis takes them
    undo                omactl undo ID    (the id is told when it is done): takes back what no worker has taken by then
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:queue:piped}:lease, SET resque:omactl:{resque:queue:piped}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA return in pieces  RPUSH resque:queue:piped, SETRANGE resque:omactl:pushed:ID, SADD resque:queues, HINCRBY resque:omactl:op:ID
    EVALSHA finish          UNLINK resque:omactl:{ID}:mask
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:piped}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:queue:piped}:lease
  Dry run: nothing was changed.
$ ls -a state/omactl
  .
  ..
  archive
  journal.jsonl

# Nothing is pushed of a file with anything wrong in it.
file broken.jsonl <<END
{"class":"A","args":[1]}
{"class":"A","args":[2}
{"class":"A"}
END
$ omactl queue import lines broken.jsonl --yes
! omactl: queue import: broken.jsonl line 2 is no job: … (23 bytes)
! hint: a job is JSON with class and args; --skip-malformed passes over such lines
=> 2
$ omactl queue import lines broken.jsonl --yes --skip-malformed
  Imported 1 job into lines in N s; 4 wait.
! Plan for default/lines, redis SOCKET/0 (run RUN, master)
!   queue import lines  1 job of broken.jsonl goes to lines
!                       lines that are no jobs, passed over: 2
!                       for example {"class":"A","args":[1]}
!   from  broken.jsonl
!   kept in  ~/state/omactl/archive/ID7.jsonl.zst, at most 24 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID7: takes back what no worker has taken by then
! Undo: omactl undo ID7
redis? LLEN resque:queue:lines => 4
file torn <<END
#!/bin/sh
head -n 3 sites.jsonl > torn.jsonl
head -c 100 sites.jsonl.zst > torn.jsonl.zst
sed '2d' sites.jsonl > changed.jsonl
printf '{"class":"A","args":[1]}\n{"cla' > half.jsonl
cat sites.jsonl sites.jsonl > both.jsonl
END
$ sh torn
$ omactl queue import lines torn.jsonl --yes
! omactl: queue import: torn.jsonl: it is torn: it ends behind line 3, without its last
! hint: --skip-malformed takes what is there
=> 2
$ omactl queue import lines torn.jsonl.zst --yes
! omactl: queue import: torn.jsonl.zst: it is torn: its packing has no end
! hint: --skip-malformed takes what is there
=> 2
$ omactl queue import lines changed.jsonl --yes
! omactl: queue import: changed.jsonl: it is not as it was exported, by its checksum in line 6
! hint: meant so? jq -c 'select(.job)' changed.jsonl | omactl queue import QUEUE -
=> 2
$ omactl queue import lines half.jsonl --yes
! omactl: queue import: half.jsonl line 2 is no job: … (5 bytes)
! hint: a job is JSON with class and args; --skip-malformed passes over such lines
=> 2
$ omactl queue import lines both.jsonl --yes --quiet
redis? LLEN resque:queue:lines => 14
$ omactl queue import torn torn.jsonl --yes --skip-malformed
  Imported 2 jobs into torn in N s; 2 wait.
! Plan for default/torn, redis SOCKET/0 (run RUN, master)
!   queue import torn  2 jobs of torn.jsonl go to torn
!                      torn.jsonl: it is torn: it ends behind line 3, without its last
!                      a queue that nobody has pushed to yet: is the name right?
!                      for example {"class":"A","args":[1]}
!   from  torn.jsonl: exported at TIME from sites of redis SOCKET/0 (run RUN, master)
!   kept in  ~/state/omactl/archive/ID8.jsonl.zst, at most 24 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID8: takes back what no worker has taken by then
! Undo: omactl undo ID8
redis? LRANGE resque:queue:torn 0 -1 => {"class":"A","args":[1]} 

# What an import kept may be taken again; an archive of a clear has a ledger, and failure records are no jobs.
$ omactl queue import again state/omactl/archive/ID3.jsonl.zst --yes --quiet
redis? LLEN resque:queue:again => 5
$ omactl queue import lines state/omactl/archive/ID1.jsonl.zst --yes
! omactl: queue import: state/omactl/archive/ID1.jsonl.zst is an archive: a ledger tells which of its jobs are back already
! hint: omactl queue requeue QUEUE --from archive:ID  (the id is in its name)
=> 2
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1]},"exception":"E","error":"x","queue":"sites"}'
$ omactl queue export failed failed.jsonl --quiet
$ omactl queue import lines failed.jsonl --yes
! omactl: queue import: failed.jsonl holds failure records, which no worker could run
! hint: omactl queue failed requeue    (their jobs, while they are among the failures)
=> 2
