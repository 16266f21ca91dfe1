# Clearing Sidekiq's queues: oldest at the right, jobs that know when they were enqueued.
needs redis
redis SADD queues sites
redis LPUSH queue:sites '{"queue":"sites","class":"A","args":[1],"jid":"00112233445566778899aa01","enqueued_at":1700000000.5}'
redis LPUSH queue:sites '{"queue":"sites","class":"B","args":[2],"jid":"00112233445566778899aa02","enqueued_at":1700000001500}'
redis LPUSH queue:sites 'no JSON'
redis LPUSH queue:sites '{"queue":"sites","class":"A","args":[4],"jid":"00112233445566778899aa04"}'
redis LPUSH queue:sites '{"queue":"sites","class":"A","args":[5],"jid":"00112233445566778899aa05","enqueued_at":4100000000.5}'
$ omactl queue clear sites --older-than 1h --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 5 jobs leave; 3 stay, in their order
                       they don't say when they were enqueued, so these stay: 2
                       for example {"queue":"sites","class":"A","args":[1],"jid":"00112233445566778899aa01","enqueued_at":1700000000.5}
    kept in            ~/state/omactl/archive/ID.jsonl.zst, at most 201 B, on this machine
    undo               omactl undo ID    (the id is told when it is done)
  It would send
    EVAL take-lease         DEL omactl:{queue:sites}:lease, SET omactl:{queue:sites}:lease PX 60000
    SCRIPT LOAD ×4          what the steps below do
    EVALSHA stage           RENAMENX queue:sites omactl:{queue:sites}:staged
    EVALSHA mask            UNLINK omactl:{queue:sites}:mask, SET omactl:{queue:sites}:mask
    EVALSHA sift            LTRIM omactl:{queue:sites}:staged, LPUSH omactl:{queue:sites}:kept
    EVALSHA splice          LTRIM queue:sites and LPUSH omactl:{queue:sites}:kept (what arrived), RENAME omactl:{queue:sites}:kept queue:sites, UNLINK omactl:{queue:sites}:mask
    with each EVALSHA       HSET omactl:op:ID, SADD omactl:open or SREM omactl:open, SET omactl:{queue:sites}:lease PX 60000
    EVAL drop-lease         DEL omactl:{queue:sites}:lease
  Dry run: nothing was changed.
$ omactl queue clear sites --older-than 1h --class A --yes --json
  {
    "id": "ID1",
    "command": "queue clear",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "removed": 1,
        "kept": 4
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID1.jsonl.zst",
    "undo": "omactl undo ID1"
  }
redis? LRANGE queue:sites 0 -1 => {"queue":"sites","class":"A","args":[5],"jid":"00112233445566778899aa05","enqueued_at":4100000000.5} {"queue":"sites","class":"A","args":[4],"jid":"00112233445566778899aa04"} no JSON {"queue":"sites","class":"B","args":[2],"jid":"00112233445566778899aa02","enqueued_at":1700000001500}
redis LPUSH queue:sites new
$ omactl undo ID1 --yes
  Returned 1 job to the head of sites in N s; 6 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  1 job goes back to the head of sites, in their order
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   undo  none: repeat the command instead
redis? LINDEX queue:sites -1 => {"queue":"sites","class":"A","args":[1],"jid":"00112233445566778899aa01","enqueued_at":1700000000.5}
redis? LINDEX queue:sites 0 => new
redis? LLEN queue:sites => 6

$ omactl queue clear sites --older-than 20000d --yes
~ No job of 6 in sites matches \(enqueued before 19.*Z\)\. Jobs that don't say when they were enqueued: 3\.
$ omactl queue clear sites --older-than yesterday --yes
! omactl: queue clear: --older-than: 'yesterday' is not a duration
! hint: durations read 250ms, 90s, 5m, 2h30m, 1.5h, 7d
=> 2
$ omactl queue clear sites --yes --json
  {
    "id": "ID2",
    "command": "queue clear",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "removed": 6,
        "kept": 0
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID2.jsonl.zst",
    "undo": "omactl undo ID2"
  }
redis? LLEN queue:sites => 0
$ omactl undo ID2 --yes
  Returned 6 jobs to the head of sites in N s; 6 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  6 jobs go back to the head of sites, in their order
!   from  ~/state/omactl/archive/ID2.jsonl.zst
!   undo  none: repeat the command instead
redis? LINDEX queue:sites -1 => {"queue":"sites","class":"A","args":[1],"jid":"00112233445566778899aa01","enqueued_at":1700000000.5}
redis? LINDEX queue:sites 0 => new
