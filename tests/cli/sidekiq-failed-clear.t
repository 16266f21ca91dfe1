# What Sidekiq gave up, and what it still would try again.
needs redis
env OMACTL_CONFIG=FOLDER/sidekiq.toml
file sidekiq.toml <<END
[env.default.redis]
url = { env = "REDIS_URL" }
[env.default.queue]
kind = "sidekiq"
END
redis ZADD dead 1790000000.5 '{"class":"Mail","args":[1],"queue":"mail","jid":"a1","retry":true,"created_at":1789000000.5,"error_class":"Timeout","error_message":"gave up","failed_at":1790000000.25,"retry_count":25}'
redis ZADD dead 1790000001.5 '{"class":"Mail","args":[2],"queue":"mail","jid":"a2","retry":true,"created_at":1789000000.5,"error_class":"Gone","error_message":"no","failed_at":1790000001.25,"retry_count":25}'
redis ZADD retry 1990000000.5 '{"class":"Site","args":[3],"queue":"sites","jid":"a3","retry":true,"created_at":1789000000.5,"error_class":"Timeout","error_message":"gave up","failed_at":1790000000.25,"retry_count":1}'
redis ZADD schedule 1990000000.5 '{"class":"Later","args":[4],"queue":"sites","jid":"a4","retry":true,"created_at":1789000000.5}'
redis ZADD schedule 1990000001.5 '{"class":"Later","args":[5],"queue":"mail","jid":"a5","retry":true,"created_at":1789000000.5}'

$ omactl queue failed clear --dry-run
  Plan for default/dead, redis SOCKET/0 (run RUN, master)
    queue failed clear  2 of 2 jobs leave `dead`
                        most failed with Gone: no: 1
                        for example {"class":"Mail","args":[1],"queue":"mail","jid":"a1","retry":true,"created_at":1789000000.5,"error_…
    kept in             ~/state/omactl/archive/ID.jsonl.zst, at most 362 B, on this machine
    undo                omactl undo ID    (the id is told when it is done)
  It would send
    EVAL take-lease         DEL omactl:{dead}:lease, SET omactl:{dead}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA drop in pieces  ZREM dead, SETBIT omactl:pushed:ID, HINCRBY omactl:op:ID
    EVALSHA finish          UNLINK omactl:{ID}:mask
    with each EVALSHA       HSET omactl:op:ID, SADD omactl:open or SREM omactl:open, SET omactl:{dead}:lease PX 60000
    EVAL drop-lease         DEL omactl:{dead}:lease
  Dry run: nothing was changed.

$ omactl queue failed clear --retried --yes
! omactl: queue failed clear: --retried looks at Resque's failure records
! hint: use --older-than, --class, --error
=> 2

$ omactl queue failed clear --from schedule --yes
! omactl: queue failed clear: --from takes dead or retry, not 'schedule'
! hint: omactl queue clear --from schedule
=> 2

$ omactl queue failed clear --error Gone --yes
  Cleared 1 job from `dead` in N s; 1 is left.
! Plan for default/dead, redis SOCKET/0 (run RUN, master)
!   queue failed clear  1 of 2 jobs leaves `dead` (error ~ Gone)
!                       most failed with Gone: no: 1
!                       for example {"class":"Mail","args":[2],"queue":"mail","jid":"a2","retry":true,"created_at":1789000000.5,"error_…
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 177 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1

redis? ZCARD dead => 1

$ omactl queue failed clear --from retry --yes
  Cleared 1 job from `retry` in N s; 0 are left.
! Plan for default/retry, redis SOCKET/0 (run RUN, master)
!   queue failed clear  1 of 1 job leaves `retry`
!                       most failed with Timeout: gave up: 1
!                       for example {"class":"Site","args":[3],"queue":"sites","jid":"a3","retry":true,"created_at":1789000000.5,"error…
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 185 B, on this machine
!   undo  omactl undo ID2
! Undo: omactl undo ID2

redis? EXISTS retry => 0

$ omactl queue clear mail --from schedule --yes --json
  {
    "id": "ID3",
    "command": "queue clear",
    "target": "default/schedule",
    "status": "done",
    "changes": [
      {
        "from": "schedule",
        "removed": 1,
        "left": 1
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID3.jsonl.zst",
    "undo": "omactl undo ID3"
  }

redis? ZCARD schedule => 1

$ omactl queue clear --from schedule --class Other --yes
  None of 1 scheduled job matches (class Other).

$ omactl queue clear --from dead --yes
! omactl: queue clear: --from takes schedule, not 'dead'
! hint: omactl queue failed clear
=> 2

$ omactl queue clear mail --from schedule --duplicates --yes
! omactl: queue clear: --from schedule goes with --class alone
=> 2

$ omactl status
  default  TIME  N s
~ OPEN  ID1  1 job of dead archived since \d{4}-\d\d-\d\d, not decided  omactl undo ID1 · omactl journal close ID1
~ OPEN  ID2  1 job of retry archived since \d{4}-\d\d-\d\d, not decided  omactl undo ID2 · omactl journal close ID2
~ OPEN  ID3  1 job of schedule archived since \d{4}-\d\d-\d\d, not decided  omactl undo ID3 · omactl journal close ID3
  ok  redis  7.0.15, master, N used, 1 client
  ok  queues  0 jobs in 0 queues, 0 in retry, 1 dead, 0 of 0 threads working
  3 need attention
=> 3

$ omactl undo ID3 --rate 5/s --yes
! omactl: undo: --rate is for jobs that go back into a queue; these go back where they wait
! hint: omactl undo ID3
=> 2

$ omactl undo ID3 --yes
  Put 1 job back into `schedule` in N s.
! Plan for default/schedule, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  1 job goes back into `schedule`, with the times they had
!   from  ~/state/omactl/archive/ID3.jsonl.zst
!   undo  none: repeat the command instead

redis? ZSCORE schedule '{"class":"Later","args":[5],"queue":"mail","jid":"a5","retry":true,"created_at":1789000000.5}' => 1990000001.5

# Somebody has put it back by hand: it is not there twice.
redis ZADD retry 1990000000.5 '{"class":"Site","args":[3],"queue":"sites","jid":"a3","retry":true,"created_at":1789000000.5,"error_class":"Timeout","error_message":"gave up","failed_at":1790000000.25,"retry_count":1}'
$ omactl undo ID2 --yes
  Put 1 job back into `retry` in N s.
! Plan for default/retry, redis SOCKET/0 (run RUN, master)
!   undo of queue failed clear  1 job goes back into `retry`, with the times they had
!   from  ~/state/omactl/archive/ID2.jsonl.zst
!   undo  none: repeat the command instead

redis? ZCARD retry => 1

$ omactl undo ID1 --yes
  Put 1 job back into `dead` in N s.
! Plan for default/dead, redis SOCKET/0 (run RUN, master)
!   undo of queue failed clear  1 job goes back into `dead`, with the times they had
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   undo  none: repeat the command instead

redis? ZCARD dead => 2
