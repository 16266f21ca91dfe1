# Sidekiq's jobs bear their queue's name: it changes with them, and comes back as it was.
needs redis
env OMACTL_CONFIG=FOLDER/c.toml
file c.toml <<END
[env.default.redis]
url = { env = "REDIS_URL" }
[env.default.queue]
kind = "sidekiq"
END
redis SADD queues sites mail
redis LPUSH queue:sites '{"queue":"sites","class":"A","args":[{"queue":"not this"}],"jid":"1","enqueued_at":1700000000.5}' '{"class":"A","args":[2],"queue" : "s\u0069tes","jid":"2","enqueued_at":1700000000.5}' 'no JSON' '{"class":"A","args":[4],"jid":"4"}' '{"class":"B","args":[5],"queue":"mail","jid":"5"}' '{"class":"B","args":[6],"queue":"sites","jid":"6"}'
redis LPUSH queue:mail '{"queue":"mail","class":"Mail","args":[0],"jid":"0"}'
$ omactl queue move sites mail --older-than 1h --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue move sites mail  2 of 6 jobs go to mail, behind 1 job; 4 stay, in their order
                           they don't say when they were enqueued, so these stay: 4
                           for example {"queue":"sites","class":"A","args":[{"queue":"…"}],"jid":"1","enqueued_at":1700000000.5}
                           their `queue` says mail then, as Sidekiq wants it
    kept in                ~/state/omactl/archive/ID.jsonl.zst, at most 180 B, on this machine
    undo                   omactl undo ID    (the id is told when it is done): what no worker has taken from mail by then
  It would send
    EVAL take-lease         DEL omactl:{queue:sites}:lease, SET omactl:{queue:sites}:lease PX 60000
    SCRIPT LOAD ×4          what the steps below do
    EVALSHA stage           RENAMENX queue:sites omactl:{queue:sites}:staged
    EVALSHA mask            UNLINK omactl:{queue:sites}:mask, SET omactl:{queue:sites}:mask
    EVALSHA shift           LTRIM omactl:{queue:sites}:staged, LPUSH queue:mail, LPUSH omactl:{queue:sites}:kept, SADD queues, SETRANGE omactl:pushed:ID, HINCRBY omactl:op:ID
    EVALSHA splice          LTRIM queue:sites and LPUSH omactl:{queue:sites}:kept (what arrived), RENAME omactl:{queue:sites}:kept queue:sites, UNLINK omactl:{queue:sites}:mask
    with each EVALSHA       HSET omactl:op:ID, SADD omactl:open or SREM omactl:open, SET omactl:{queue:sites}:lease PX 60000
    EVAL drop-lease         DEL omactl:{queue:sites}:lease
  Dry run: nothing was changed.
$ omactl queue move sites mail --yes
  Moved 6 jobs from sites to mail in N s; 0 wait in sites, 7 in mail.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue move sites mail  6 of 6 jobs go to mail, behind 1 job
!                          for example {"queue":"sites","class":"A","args":[{"queue":"…"}],"jid":"1","enqueued_at":1700000000.5}
!                          their `queue` says mail then, as Sidekiq wants it
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 320 B, on this machine
!   undo  omactl undo ID1: what no worker has taken from mail by then
! Undo: omactl undo ID1
redis? LRANGE queue:mail 0 -1 => {"class":"B","args":[6],"queue":"mail","jid":"6"} {"class":"B","args":[5],"queue":"mail","jid":"5"} {"class":"A","args":[4],"jid":"4"} no JSON {"class":"A","args":[2],"queue" : "mail","jid":"2","enqueued_at":1700000000.5} {"queue":"mail","class":"A","args":[{"queue":"not this"}],"jid":"1","enqueued_at":1700000000.5} {"queue":"mail","class":"Mail","args":[0],"jid":"0"}
redis? EXISTS queue:sites => 0
redis LPUSH queue:sites '{"queue":"sites","class":"Late","args":[],"jid":"7"}'
$ omactl undo ID1 --yes
  Took back 6 jobs in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue move  at most 6 jobs leave mail again: those that no worker has taken
!                       they go back to the head of sites, in their order
!   undo                none: repeat the command instead
redis? LRANGE queue:mail 0 -1 => {"queue":"mail","class":"Mail","args":[0],"jid":"0"}
redis? LRANGE queue:sites 0 -1 => {"queue":"sites","class":"Late","args":[],"jid":"7"} {"class":"B","args":[6],"queue":"sites","jid":"6"} {"class":"B","args":[5],"queue":"mail","jid":"5"} {"class":"A","args":[4],"jid":"4"} no JSON {"class":"A","args":[2],"queue" : "s\u0069tes","jid":"2","enqueued_at":1700000000.5} {"queue":"sites","class":"A","args":[{"queue":"not this"}],"jid":"1","enqueued_at":1700000000.5}
