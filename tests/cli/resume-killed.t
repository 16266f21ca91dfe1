# Ctrl-C and kill -9 while a requeue waits for room: what was done is known, and the rest goes on or back.
needs redis
file bin/meanwhile <<END
#!/bin/sh
# meanwhile SIGNAL LENGTH QUEUE COMMAND…: runs it until the queue is as long, then sends the signal
signal=$1 length=$2 queue=$3
shift 3
"$@" >talk 2>&1 &
until omactl queue ls -o tsv | grep -q "^$queue	$length	"; do
    kill -0 $! || break
    sleep 0.02
done
kill -s "$signal" $!
wait $! 2>/dev/null
status=$?
cat talk >&2
exit $status
END
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}' '{"class":"A","args":[3]}' '{"class":"A","args":[4]}' '{"class":"A","args":[5]}' '{"class":"A","args":[6]}' '{"class":"A","args":[7]}'
$ omactl queue clear sites --yes --json
  {
    "id": "ID1",
    "command": "queue clear",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "removed": 7,
        "kept": 0
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID1.jsonl.zst",
    "undo": "omactl undo ID1"
  }

# Killed, it leaves its lease for a minute; here somebody lets go of it.
$ meanwhile KILL 2 sites omactl queue requeue sites --from archive:ID1 --max-length 2 --yes
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  7 of 7 archived jobs go to sites
!                        for example {"class":"A","args":[1]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them; waits while the queue is longer than 2
!   undo  omactl undo ID2: takes back what no worker has taken by then
=> 137
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[1]} {"class":"A","args":[2]}
$ omactl journal ls --first 1
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID2  TIME  queue requeue  default/sites  open  not finished: omactl resume ID2
$ omactl resume ID2
! omactl: resume: tester@HOST began this operation and still holds its lock, for at most N s unless it lives
! hint: if that omactl is dead, wait for the lock: the same command with --wait-lock 2m
=> 8
redis DEL resque:omactl:{resque:queue:sites}:lease
redis DEL resque:queue:sites

# After Ctrl-C and TERM there is no lease.
$ meanwhile INT 2 sites omactl resume ID2
! omactl: resume: interrupted; stopped midway
! hint: omactl resume ID2  (go on)
! hint: omactl undo ID2  (put back)
=> 130
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[3]} {"class":"A","args":[4]}
redis? EXISTS resque:omactl:{resque:queue:sites}:lease => 0
redis DEL resque:queue:sites
$ meanwhile TERM 2 sites omactl resume ID2
! omactl: resume: terminated; stopped midway
! hint: omactl resume ID2  (go on)
! hint: omactl undo ID2  (put back)
=> 143
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[5]} {"class":"A","args":[6]}
redis LPOP resque:queue:sites
$ omactl queue ls
  QUEUE  WAITING
  sites        1
  1 job waiting, 0 failed, 0 of 0 workers working
$ omactl status --interval 10ms
  default  TIME  N s
  WARN  workers  none is registered, and jobs wait in 1 queue  omactl queue why sites · run dead-workers
~ OPEN  ID1  1 job of sites archived since [0-9-]+, not decided  omactl queue requeue sites --from archive:ID1 · omactl undo ID1 · omactl journal close ID1
  OPEN  queue requeue sites  ID2 has no verdict yet (partial)  omactl resume ID2 · omactl undo ID2
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  1 job in 1 queue, 0 failed, 0 of 0 workers working
  3 need attention
=> 3
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
        "pushed": 7
      }
    ],
    "archive": null,
    "undo": "omactl undo ID2"
  }
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[6]} {"class":"A","args":[7]}
$ omactl undo ID2 --yes
  Took back 2 jobs in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 7 jobs leave sites again: those that no worker has taken
!                          they count as not back again in the archive's ledger
!   undo  none: repeat the command instead
! omactl: undo: 5 jobs had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID3
=> 9
redis? LLEN resque:queue:sites => 0
# Only what was taken back counts as not back again.
redis? BITCOUNT resque:omactl:ledger:ID1 => 5
