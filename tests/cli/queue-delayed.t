# resque-scheduler's jobs for later: bucket, schedule and timestamps go and come together.
needs redis
redis SADD resque:queues mail
redis RPUSH resque:delayed:4100000000 '{"class":"Mail","args":[1],"queue":"mail"}' '{"class":"Site","args":[2],"queue":"sites"}'
redis RPUSH resque:delayed:4100000060 '{"class":"Mail","args":[1],"queue":"mail"}'
redis ZADD resque:delayed_queue_schedule 4100000000 4100000000 4100000060 4100000060
redis SADD 'resque:timestamps:{"class":"Mail","args":[1],"queue":"mail"}' delayed:4100000000 delayed:4100000060
redis SADD 'resque:timestamps:{"class":"Site","args":[2],"queue":"sites"}' delayed:4100000000
redis HSET resque:delayed:last_enqueued_at job 1

$ omactl queue clear mail --from schedule --dry-run
  Plan for default/schedule, redis SOCKET/0 (run RUN, master)
    queue clear  2 of 3 scheduled jobs leave the schedule (queue mail)
                 for example {"class":"Mail","args":[1],"queue":"mail"}
    kept in      ~/state/omactl/archive/ID.jsonl.zst, at most 84 B, on this machine
    undo         omactl undo ID    (the id is told when it is done)
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:delayed_queue_schedule}:lease, SET resque:omactl:{resque:delayed_queue_schedule}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA drop in pieces  LREM resque:delayed:*, SREM resque:timestamps:*, ZREM resque:delayed_queue_schedule, SETBIT resque:omactl:pushed:ID, HINCRBY resque:omactl:op:ID
    EVALSHA finish          UNLINK resque:omactl:{ID}:mask
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:delayed_queue_schedule}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:delayed_queue_schedule}:lease
  Dry run: nothing was changed.

$ omactl queue clear mail --from schedule --yes
  Cleared 2 jobs from the schedule in N s; 1 is left.
! Plan for default/schedule, redis SOCKET/0 (run RUN, master)
!   queue clear  2 of 3 scheduled jobs leave the schedule (queue mail)
!                for example {"class":"Mail","args":[1],"queue":"mail"}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 84 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1

redis? LRANGE resque:delayed:4100000000 0 -1 => {"class":"Site","args":[2],"queue":"sites"}
redis? EXISTS resque:delayed:4100000060 => 0
redis? ZRANGE resque:delayed_queue_schedule 0 -1 => 4100000000
redis? EXISTS 'resque:timestamps:{"class":"Mail","args":[1],"queue":"mail"}' => 0

$ omactl undo ID1 --yes
  Put 2 jobs back into the schedule in N s.
! Plan for default/schedule, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  2 jobs go back into the schedule, with the times they had
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   undo  none: repeat the command instead

redis? ZRANGE resque:delayed_queue_schedule 0 -1 => 4100000000 4100000060
redis? LLEN resque:delayed:4100000000 => 2
redis? SCARD 'resque:timestamps:{"class":"Mail","args":[1],"queue":"mail"}' => 2

$ omactl queue doctor
  note  queues are listed and empty: 1 (mail)
        -> redis-cli -s SOCKET SREM resque:queues mail
  nothing is broken: 10 keys looked at

$ omactl queue clear --from schedule --yes
  Cleared 3 jobs from the schedule in N s; 0 are left.
! Plan for default/schedule, redis SOCKET/0 (run RUN, master)
!   queue clear  3 of 3 scheduled jobs leave the schedule
!                for example {"class":"Site","args":[2],"queue":"sites"}
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 127 B, on this machine
!   undo  omactl undo ID2
! Undo: omactl undo ID2

redis? EXISTS resque:delayed_queue_schedule resque:delayed:4100000000 => 0
redis? KEYS resque:timestamps:* => 

# Some of them are wanted now: as Ruby's scheduler would enqueue them, without their queue.
redis RPUSH resque:delayed:4100000000 '{"class":"Mail","args":[1],"queue":"mail"}' '{"class":"Site","queue":"sites","args":[2]}'
redis ZADD resque:delayed_queue_schedule 4100000000 4100000000
redis SADD 'resque:timestamps:{"class":"Mail","args":[1],"queue":"mail"}' delayed:4100000000
redis SADD 'resque:timestamps:{"class":"Site","queue":"sites","args":[2]}' delayed:4100000000

$ omactl queue peek schedule
  POSITION  SET       AT                    PAYLOAD
         0  schedule  2099-12-03 16:53:20Z  {"class":"Mail","args":[1],"queue":"mail"}
         1  schedule  2099-12-03 16:53:20Z  {"class":"Site","queue":"sites","args":[2]}

$ omactl queue ls
  QUEUE  WAITING
  mail         0
  0 jobs waiting, 0 failed, jobs scheduled for 1 time, 0 of 0 workers working

$ omactl queue requeue --all --from schedule --error X --yes
! omactl: queue requeue: --error and --since look at failures; scheduled jobs have none
! hint: use --class
=> 2

$ omactl queue requeue --all --from retry --yes
! omactl: queue requeue: --from retry is for Sidekiq; Resque has no such set
! hint: --from failed    (or set kind = "sidekiq" in the configuration)
=> 2

$ omactl queue requeue --all --from schedule --yes
  Requeued 2 jobs to 2 queues in N s.
! Plan for default/schedule, redis SOCKET/0 (run RUN, master)
!   queue requeue  2 of 2 jobs leave `schedule`, the jobs go to their 2 queues
!                  as when resque-scheduler enqueues them, but now
!                  for example {"class":"Mail","args":[1],"queue":"mail"}
!   kept in  ~/state/omactl/archive/ID3.jsonl.zst, at most 85 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID3: takes back what no worker has taken by then
! Undo: omactl undo ID3

redis? LRANGE resque:queue:mail 0 -1 => {"class":"Mail","args":[1]}
redis? LRANGE resque:queue:sites 0 -1 => {"class":"Site","queue":"sites","args":[2]}
redis? EXISTS resque:delayed:4100000000 resque:delayed_queue_schedule => 0

$ omactl undo ID3 --yes
  Took back 2 jobs in N s.
! Plan for default/schedule, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 2 jobs leave 2 queues again: those that no worker has taken
!                          they go back into `schedule`, unchanged and with the times they had
!   undo                   none: repeat the command instead

redis? LRANGE resque:delayed:4100000000 0 -1 => {"class":"Mail","args":[1],"queue":"mail"} {"class":"Site","queue":"sites","args":[2]}
redis? SMEMBERS 'resque:timestamps:{"class":"Mail","args":[1],"queue":"mail"}' => delayed:4100000000
redis? EXISTS resque:queue:mail resque:queue:sites => 0
