# Sidekiq's members at a pace, and no further than the queue may grow. Nobody works here, so it stalls.
needs redis
redis SADD queues sites
redis ZADD retry 1 '{"queue":"sites","class":"A","args":[1],"jid":"00112233445566778899aa01"}' 2 '{"queue":"sites","class":"A","args":[2],"jid":"00112233445566778899aa02"}'
redis ZADD retry 3 '{"queue":"sites","class":"A","args":[3],"jid":"00112233445566778899aa03"}' 4 '{"queue":"sites","class":"A","args":[4],"jid":"00112233445566778899aa04"}'
redis ZADD retry 5 '{"queue":"sites","class":"A","args":[5],"jid":"00112233445566778899aa05"}'
$ omactl queue requeue sites --from retry --rate 1000/s --max-length 2 --stall 50ms --yes
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  5 of 5 jobs leave `retry`, the jobs go to sites
!                        as Sidekiq's own retry: enqueued_at new, retry_count less one
!                        for example {"queue":"sites","class":"A","args":[1],"jid":"00112233445566778899aa01"}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 365 B, on this machine
!   pace  at most 1,000/s, about N s; waits while the queue is longer than 2
!   undo  omactl undo ID1: takes back what no worker has taken by then
! omactl: queue requeue: 'sites' has stayed at its --max-length for N s: nobody takes jobs from it; stopped midway
! hint: omactl resume ID1  (go on)
! hint: omactl undo ID1  (put back)
=> 9
redis? LLEN queue:sites => 2
redis? ZCARD retry => 3
$ omactl status
  default  TIME  N s
  WARN  workers  none is registered, and jobs wait in 1 queue  omactl queue why sites · run dead-workers
  OPEN  queue requeue sites  ID1 has no verdict yet (partial)  omactl resume ID1 · omactl undo ID1
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  2 jobs in 1 queue, 3 in retry, 0 dead, 0 of 0 threads working
  2 need attention
=> 3
# The worker comes back and takes one; Sidekiq's poller takes another from the set itself.
redis RPOP queue:sites
redis ZREM retry '{"queue":"sites","class":"A","args":[4],"jid":"00112233445566778899aa04"}'
$ omactl resume ID1
! omactl: resume: 'sites' has stayed at its --max-length for N s: nobody takes jobs from it; stopped midway
! hint: omactl resume ID1  (go on)
! hint: omactl undo ID1  (put back)
=> 9
redis? LLEN queue:sites => 2
redis DEL queue:sites
$ omactl resume ID1
  Requeued 4 jobs to sites in N s. 1 were not there any more by then.
! Undo: omactl undo ID1
redis? LLEN queue:sites => 1
redis? EXISTS retry => 0
# Of the four that it moved, one waits; it goes back with its score.
$ omactl undo ID1 --yes
  Took back 1 job in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 4 jobs leave sites again: those that no worker has taken
!                          they go back into `retry`, unchanged and with the times they had
!   undo  none: repeat the command instead
! omactl: undo: 3 jobs had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID2
=> 9
redis? ZRANGE retry 0 -1 WITHSCORES => {"queue":"sites","class":"A","args":[5],"jid":"00112233445566778899aa05"} 5
redis? LLEN queue:sites => 0
