# Members of Sidekiq's sorted sets go back to work, and back again.
needs redis
redis SADD queues sites mail
redis ZADD retry 1700003600.25 '{"queue":"sites","class":"RefreshSite","args":[1],"jid":"00112233445566778899aa01","created_at":1700000000.5,"enqueued_at":1700000000.5,"error_message":"gave up","error_class":"Timeout","failed_at":1700000100.5,"retry_count":3}'
redis ZADD retry 1700003600.25 '{"queue":"sites","class":"RefreshSite","args":[2],"jid":"00112233445566778899aa02","created_at":1700000000500,"enqueued_at":1700000000500,"error_message":"gave up","error_class":"Timeout","failed_at":1700000100500,"retry_count":0}'
redis ZADD retry 1700003700.125 '{"queue":"sites","class":"Other","args":[3],"jid":"00112233445566778899aa03","enqueued_at":1700000000.5,"error_message":"no user","error_class":"KeyError","failed_at":1700000200.5,"retry_count":1}'
redis ZADD retry 1700003800 '{"queue":"mail","class":"Mail","args":[4],"jid":"00112233445566778899aa04","enqueued_at":1700000000.5,"error_message":"gave up","error_class":"Timeout","failed_at":1700000300.5,"retry_count":1}'
redis ZADD retry 1700003900 'no JSON'
redis ZADD dead 1700009000.25 '{"queue":"sites","class":"RefreshSite","args":[9],"jid":"00112233445566778899aa09","enqueued_at":1690000000.5,"error_message":"gave up","error_class":"Timeout","failed_at":1690000100.5,"retry_count":25}'
redis ZADD schedule 1900000000.5 '{"queue":"sites","class":"RefreshSite","args":[11],"jid":"00112233445566778899aa11","created_at":1700000000.5}'

$ omactl queue requeue sites --from retry --error Timeout --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue requeue sites  2 of 5 jobs leave `retry`, the jobs go to sites
                         as Sidekiq's own retry: enqueued_at new, retry_count less one
                         for example {"queue":"sites","class":"RefreshSite","args":[1],"jid":"00112233445566778899aa01","created_at":170…
                         which failed with Timeout: gave up
    kept in              ~/state/omactl/archive/ID.jsonl.zst, at most 457 B, on this machine
    pace                 as fast as Redis takes them
    undo                 omactl undo ID    (the id is told when it is done): takes back what no worker has taken by then
  It would send
    EVAL take-lease         DEL omactl:{retry}:lease, SET omactl:{retry}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA take-sorted in pieces  ZREM retry, SETRANGE or SETBIT omactl:pushed:ID; LPUSH queue:sites, SADD queues, HINCRBY omactl:op:ID
    EVALSHA finish          UNLINK omactl:{ID}:mask
    with each EVALSHA       HSET omactl:op:ID, SADD omactl:open or SREM omactl:open, SET omactl:{retry}:lease PX 60000
    EVAL drop-lease         DEL omactl:{retry}:lease
  Dry run: nothing was changed.
$ omactl queue requeue sites --from retry --error Timeout --yes --json
  {
    "id": "ID1",
    "command": "queue requeue",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "from": "retry",
        "to": "sites",
        "pushed": 2
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID1.jsonl.zst",
    "undo": "omactl undo ID1"
  }
redis? ZCARD retry => 3
redis? LLEN queue:sites => 2
redis? ZSCORE retry 'no JSON' => 1700003900
$ omactl queue peek sites
  POSITION  PAYLOAD
~        0  \{"queue":"sites","class":"RefreshSite","args":\[1\],"jid":"00112233445566778899aa01","created_at":1700000000\.5,"enqueued_at":\d{10}\.\d{3},"error_message":"gave up","error_class":"Timeout","failed_at":1700000100\.5,"retry_count":2\}
~        1  \{"queue":"sites","class":"RefreshSite","args":\[2\],"jid":"00112233445566778899aa02","created_at":1700000000500,"enqueued_at":\d{13},"error_message":"gave up","error_class":"Timeout","failed_at":1700000100500,"retry_count":-1\}
$ omactl undo ID1 --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    undo of queue requeue  at most 2 jobs leave sites again: those that no worker has taken
                           they go back into `retry`, unchanged and with the times they had
    undo  none: repeat the command instead
  It would send
    EVAL take-lease  DEL omactl:{queue:sites}:lease, SET omactl:{queue:sites}:lease PX 60000
    SCRIPT LOAD ×4  what the steps below do
    EVALSHA stage  RENAMENX queue:sites omactl:{queue:sites}:staged
    EVALSHA untake  LTRIM omactl:{queue:sites}:staged, LPUSH omactl:{queue:sites}:kept, SETBIT omactl:pushed:ID1, ZADD retry
    EVALSHA splice  LTRIM queue:sites and LPUSH omactl:{queue:sites}:kept (what arrived), RENAME omactl:{queue:sites}:kept queue:sites, UNLINK omactl:{queue:sites}:mask
    EVALSHA finish  UNLINK omactl:{ID}:mask
    with each EVALSHA  HSET omactl:op:ID, SADD omactl:open or SREM omactl:open, SET omactl:{queue:sites}:lease PX 60000, HSET omactl:op:ID1
    EVAL drop-lease  DEL omactl:{queue:sites}:lease
  Dry run: nothing was changed.
$ omactl undo ID1 --yes
  Took back 2 jobs in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 2 jobs leave sites again: those that no worker has taken
!                          they go back into `retry`, unchanged and with the times they had
!   undo                   none: repeat the command instead
redis? LLEN queue:sites => 0
redis? ZSCORE retry '{"queue":"sites","class":"RefreshSite","args":[1],"jid":"00112233445566778899aa01","created_at":1700000000.5,"enqueued_at":1700000000.5,"error_message":"gave up","error_class":"Timeout","failed_at":1700000100.5,"retry_count":3}' => 1700003600.25
redis? ZSCORE retry '{"queue":"sites","class":"RefreshSite","args":[2],"jid":"00112233445566778899aa02","created_at":1700000000500,"enqueued_at":1700000000500,"error_message":"gave up","error_class":"Timeout","failed_at":1700000100500,"retry_count":0}' => 1700003600.25
redis? ZCARD retry => 5

# What a worker has taken by then can't come back.
$ omactl queue requeue sites --from retry --class Other --yes
  Requeued 1 job to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 5 jobs leaves `retry`, the jobs go to sites
!                        as Sidekiq's own retry: enqueued_at new, retry_count less one
!                        for example {"queue":"sites","class":"Other","args":[3],"jid":"00112233445566778899aa03","enqueued_at":17000000…
!                        which failed with KeyError: no user
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 196 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID2: takes back what no worker has taken by then
! Undo: omactl undo ID2
redis RPOP queue:sites
$ omactl undo ID2 --yes
  Took back 0 jobs in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 1 job leaves sites again: those that no worker has taken
!                          they go back into `retry`, unchanged and with the times they had
!   undo  none: repeat the command instead
! omactl: undo: 1 job had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID3
=> 9
redis? ZCARD retry => 4

# Another destination; only some; the same work once.
$ omactl queue requeue sites --from retry --first 1 --to slow --yes
  Requeued 1 job to slow in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 4 jobs leaves `retry`, the jobs go to slow
!                        as Sidekiq's own retry: enqueued_at new, retry_count less one
!                        for example {"queue":"sites","class":"RefreshSite","args":[1],"jid":"00112233445566778899aa01","created_at":170…
!                        which failed with Timeout: gave up
!   kept in  ~/state/omactl/archive/ID4.jsonl.zst, at most 227 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID4: takes back what no worker has taken by then
! Undo: omactl undo ID4
$ omactl queue peek slow
  POSITION  PAYLOAD
~        0  \{"queue":"slow","class":"RefreshSite","args":\[1\],"jid":"00112233445566778899aa01","created_at":1700000000\.5,"enqueued_at":\d{10}\.\d{3},"error_message":"gave up","error_class":"Timeout","failed_at":1700000100\.5,"retry_count":2\}
redis LPUSH queue:sites '{"queue":"sites","class":"RefreshSite","args":[2],"jid":"00112233445566778899aa22"}'
$ omactl queue requeue sites --from retry --unique --yes
  No job of 3 matches (queue sites). Those whose work waits already: 1.
redis? ZCARD retry => 3

# From the dead, and what is scheduled: its retry_count, if any, is its own.
$ omactl queue requeue sites --from dead --yes
  Requeued 1 job to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 1 job leaves `dead`, the jobs go to sites
!                        as Sidekiq's own retry: enqueued_at new, retry_count less one
!                        for example {"queue":"sites","class":"RefreshSite","args":[9],"jid":"00112233445566778899aa09","enqueued_at":16…
!                        which failed with Timeout: gave up
!   kept in  ~/state/omactl/archive/ID5.jsonl.zst, at most 202 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID5: takes back what no worker has taken by then
! Undo: omactl undo ID5
$ omactl queue requeue sites --from schedule --yes
  Requeued 1 job to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 1 job leaves `schedule`, the jobs go to sites
!                        as Sidekiq's own poller: enqueued_at new
!                        for example {"queue":"sites","class":"RefreshSite","args":[11],"jid":"00112233445566778899aa11","created_at":17…
!   kept in  ~/state/omactl/archive/ID6.jsonl.zst, at most 110 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID6: takes back what no worker has taken by then
! Undo: omactl undo ID6
redis? EXISTS dead schedule => 0
$ omactl queue peek sites
  POSITION  PAYLOAD
         0  {"queue":"sites","class":"RefreshSite","args":[2],"jid":"00112233445566778899aa22"}
~        1  \{"queue":"sites","class":"RefreshSite","args":\[9\],"jid":"00112233445566778899aa09","enqueued_at":\d{10}\.\d{3},"error_message":"gave up","error_class":"Timeout","failed_at":1690000100\.5,"retry_count":24\}
~        2  \{"queue":"sites","class":"RefreshSite","args":\[11\],"jid":"00112233445566778899aa11","created_at":1700000000\.5,"enqueued_at":\d{10}\.\d{3}\}
$ omactl queue requeue sites --from dead --yes
  There are no jobs in `dead`; nothing to requeue.

# All of retry, each to its own queue; what is no job stays.
$ omactl queue failed requeue --since 2023-11-14T22:18:00Z --yes
  Requeued 1 job to mail in N s.
! Plan for default/retry, redis SOCKET/0 (run RUN, master)
!   queue failed requeue  1 of 3 jobs leaves `retry`, the jobs go to mail
!                         as Sidekiq's own retry: enqueued_at new, retry_count less one
!                         for example {"queue":"mail","class":"Mail","args":[4],"jid":"00112233445566778899aa04","enqueued_at":1700000000…
!                         which failed with Timeout: gave up
!   kept in  ~/state/omactl/archive/ID7.jsonl.zst, at most 193 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID7: takes back what no worker has taken by then
! Undo: omactl undo ID7
$ omactl queue failed requeue --yes
  Requeued 1 job to sites in N s.
! Plan for default/retry, redis SOCKET/0 (run RUN, master)
!   queue failed requeue  1 of 2 jobs leaves `retry`, the jobs go to sites
!                         as Sidekiq's own retry: enqueued_at new, retry_count less one
!                         for example {"queue":"sites","class":"RefreshSite","args":[2],"jid":"00112233445566778899aa02","created_at":170…
!                         which failed with Timeout: gave up
!   kept in  ~/state/omactl/archive/ID8.jsonl.zst, at most 230 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID8: takes back what no worker has taken by then
! Undo: omactl undo ID8
redis? ZRANGE retry 0 -1 => no JSON
$ omactl queue failed requeue --yes
  No job of 1 matches (all).

# Words that make no sense.
$ omactl queue requeue sites --from schedule --error x
! omactl: queue requeue: --error and --since look at failures; scheduled jobs have none
! hint: use --class
=> 2
$ omactl queue requeue sites --from workers
! omactl: queue requeue: --from takes failed, schedule, retry, dead or archive:ID, not 'workers'
! hint: omactl journal ls    (shows archives' ids)
=> 2
$ omactl queue requeue
! omactl: queue requeue: which queue's failures?
! hint: name it, or --all: each failure goes to its own queue
=> 2
$ omactl queue requeue sites --from archive:ID1
! omactl: queue requeue: ID1 is 'queue requeue' and has no archive of jobs
! hint: omactl journal ls --command 'queue clear'
=> 2
