# At a pace, and no further than the queue may grow. Nobody works here, so it stalls.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}' '{"class":"A","args":[3]}' '{"class":"A","args":[4]}' '{"class":"A","args":[5]}'
$ omactl queue clear sites --yes
  Cleared 5 jobs from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  5 of 5 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 120 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
$ omactl queue requeue sites --from archive:ID1 --rate 1000/s --max-length 2 --stall 50ms --yes
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  5 of 5 archived jobs go to sites
!                        for example {"class":"A","args":[1]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  at most 1,000/s, about N s; waits while the queue is longer than 2
!   undo  omactl undo ID2: takes back what no worker has taken by then
! omactl: queue requeue: 'sites' has stayed at its --max-length for N s: nobody takes jobs from it; stopped midway
! hint: omactl resume ID2  (go on)
! hint: omactl undo ID2  (put back)
=> 9
redis? LLEN resque:queue:sites => 2
$ omactl queue ls
  QUEUE  WAITING
  sites        2
  2 jobs waiting, 0 failed, 0 of 0 workers working
$ omactl status
  default  TIME  N s
  WARN  workers  none is registered, and jobs wait in 1 queue  omactl queue why sites · run dead-workers
~ OPEN  ID1  3 jobs of sites archived since [0-9-]+, not decided  omactl queue requeue sites --from archive:ID1 · omactl undo ID1 · omactl journal close ID1
  OPEN  queue requeue sites  ID2 has no verdict yet (partial)  omactl resume ID2 · omactl undo ID2
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  2 jobs in 1 queue, 0 failed, 0 of 0 workers working
  3 need attention
=> 3
# The worker comes back, takes one, and stops again.
redis LPOP resque:queue:sites
$ omactl resume ID2
! omactl: resume: 'sites' has stayed at its --max-length for N s: nobody takes jobs from it; stopped midway
! hint: omactl resume ID2  (go on)
! hint: omactl undo ID2  (put back)
=> 9
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[2]} {"class":"A","args":[3]}
redis DEL resque:queue:sites
$ omactl resume ID2 --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue requeue sites  5 of 5 archived jobs go to sites
                         for example {"class":"A","args":[1]}
    from  ~/state/omactl/archive/ID1.jsonl.zst
    pace  at most 1,000/s, about N s; waits while the queue is longer than 2
    undo  omactl undo ID2: takes back what no worker has taken by then
  It would send
  ...
$ omactl resume ID2
  Requeued 5 jobs to sites in N s.
! Undo: omactl undo ID2
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[4]} {"class":"A","args":[5]}
$ omactl resume ID2
  queue requeue sites is finished; nothing to resume.
$ omactl undo ID2 --yes
  Took back 2 jobs in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 5 jobs leave sites again: those that no worker has taken
!                          they count as not back again in the archive's ledger
!   undo  none: repeat the command instead
! omactl: undo: 3 jobs had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID3
=> 9
redis? LLEN resque:queue:sites => 0
$ omactl undo ID2 --yes
  queue requeue sites is undone already.
$ omactl resume ID2
  queue requeue sites was undone; nothing to resume.

# The same from the failures.
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1]},"exception":"E","error":"e","worker":"w","queue":"sites","backtrace":[]}' '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[2]},"exception":"E","error":"e","worker":"w","queue":"sites","backtrace":[]}' '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[3]},"exception":"E","error":"e","worker":"w","queue":"sites","backtrace":[]}'
$ omactl queue requeue sites --max-length 2 --stall 50ms --yes
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  3 of 3 failures leave `failed`, the jobs go to sites
!                        for example {"class":"A","args":[1]}
!                        which failed with E: e
!   kept in  ~/state/omactl/archive/ID4.jsonl.zst, at most 438 B, on this machine
!   pace  as fast as Redis takes them; waits while the queue is longer than 2
!   undo  omactl undo ID4: takes back what no worker has taken by then
! omactl: queue requeue: 'sites' has stayed at its --max-length for N s: nobody takes jobs from it; stopped midway
! hint: omactl resume ID4  (go on)
! hint: omactl undo ID4  (put back)
=> 9
redis? LLEN resque:queue:sites => 2
redis? LLEN resque:failed => 1
# Not resumed but undone: what was put back leaves again.
$ omactl undo ID4 --yes
  Took back 2 jobs in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  ID4 stopped after its start
!                          what is half done is settled first, then the rest is planned and goes back
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 2 jobs leave sites again: those that no worker has taken
!                          their failure records go back into `failed`
!   undo  none: repeat the command instead
redis? LLEN resque:queue:sites => 0
redis? LLEN resque:failed => 3
