# Members of Sidekiq's sets go back with the times they had; queues are the other way round.
needs redis
redis SADD queues mail
redis LPUSH queue:mail '{"class":"M","args":[1],"jid":"a1"}' '{"class":"M","args":[2],"jid":"a2"}'
redis ZADD dead 1700003600.125 '{"queue":"mail","class":"M","args":[3],"jid":"a3"}' 1700003600.25 '{"queue":"mail","class":"N","args":[4],"jid":"a4"}' 1700003600.333333333333333333 "\xff"
$ omactl queue export dead dead.jsonl --quiet
$ omactl queue export mail mail.jsonl --quiet
redis DEL dead queue:mail
redis ZADD dead 1800000000 "\xff"
$ omactl queue import dead dead.jsonl --dry-run
  Plan for default/dead, redis SOCKET/0 (run RUN, master)
    queue import dead  3 jobs of dead.jsonl go to dead
                       for example {"queue":"mail","class":"M","args":[3],"jid":"a3"}
    from               dead.jsonl: exported at TIME from dead of redis SOCKET/0 (run RUN, master)
    kept in            ~/state/omactl/archive/ID.jsonl.zst, at most 101 B, on this machine
    pace               as fast as Redis takes them
    undo               omactl undo ID    (the id is told when it is done): takes back what no worker has taken by then
  It would send
    EVAL take-lease         DEL omactl:{dead}:lease, SET omactl:{dead}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA admit in pieces  ZADD dead NX, SETBIT omactl:pushed:ID, HINCRBY omactl:op:ID
    EVALSHA finish          UNLINK omactl:{ID}:mask
    with each EVALSHA       HSET omactl:op:ID, SADD omactl:open or SREM omactl:open, SET omactl:{dead}:lease PX 60000
    EVAL drop-lease         DEL omactl:{dead}:lease
  Dry run: nothing was changed.
$ omactl queue import dead dead.jsonl --yes
  Imported 2 jobs into dead in N s; 3 wait. Stood in it already: 1.
! Plan for default/dead, redis SOCKET/0 (run RUN, master)
!   queue import dead  3 jobs of dead.jsonl go to dead
!                      for example {"queue":"mail","class":"M","args":[3],"jid":"a3"}
!   from  dead.jsonl: exported at TIME from dead of redis SOCKET/0 (run RUN, master)
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 101 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID1: takes back what no worker has taken by then
! Undo: omactl undo ID1
redis? ZRANGE dead 0 -1 WITHSCORES => {"queue":"mail","class":"M","args":[3],"jid":"a3"} 1700003600.125 {"queue":"mail","class":"N","args":[4],"jid":"a4"} 1700003600.25 \xff 1800000000
redis ZREM dead '{"queue":"mail","class":"N","args":[4],"jid":"a4"}'
$ omactl undo ID1 --yes
  Took back 1 job in N s.
! Plan for default/dead, redis SOCKET/0 (run RUN, master)
!   undo of queue import  at most 2 jobs leave dead again: those that are there still, with the times they had
!   undo  none: repeat the command instead
! omactl: undo: 1 job had left the set since and can't be brought back
! hint: omactl journal show ID2
=> 9
redis? ZRANGE dead 0 -1 WITHSCORES => \xff 1800000000
$ omactl queue import mail mail.jsonl --yes --quiet
redis? LRANGE queue:mail 0 -1 => {"class":"M","args":[2],"jid":"a2"} {"class":"M","args":[1],"jid":"a1"}
$ omactl queue import retry dead.jsonl --class N --yes --quiet
redis? ZRANGE retry 0 -1 WITHSCORES => {"queue":"mail","class":"N","args":[4],"jid":"a4"} 1700003600.25
$ omactl queue import retry mail.jsonl --yes
! omactl: queue import: mail.jsonl has a job without a time (score): {"class":"M","args":[1],"jid":"a1"}
! hint: an export of retry, dead or schedule has them; `retry` needs them
=> 2
$ omactl queue import retry dead.jsonl --unique --yes
! omactl: queue import: --unique and --max-length are for queues; `retry` is a set, where a job stands once
=> 2
$ omactl queue import mail dead.jsonl --class M --yes --quiet
redis? LINDEX queue:mail 0 => {"queue":"mail","class":"M","args":[3],"jid":"a3"}
