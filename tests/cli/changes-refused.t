# A Redis that refuses: full, unable to save, a replica, or not ours.
needs redis --save '3600 100000' --enable-protected-configs yes
redis SADD resque:queues sites other
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}' '{"class":"B","args":[3]}'
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1]},"exception":"E","error":"e","worker":"w","queue":"sites","backtrace":[]}'

# Full: what frees memory or moves goes on, what adds is refused.
redis CONFIG SET maxmemory 1
$ omactl queue push sites A
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue push sites  {"class":"A","args":[]}
! omactl: queue push: redis SOCKET: EVALSHA: OOM command not allowed when used memory > 'maxmemory'; nothing was changed
! hint: Redis is full: reading, LPOP, LTRIM, RENAME and UNLINK still work; where memory is left:
! hint: redis-cli -s SOCKET CONFIG SET maxmemory SIZE
=> 1
$ omactl queue clear sites --class A --yes
  Cleared 2 jobs from sites in N s; 1 waits.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 3 jobs leave; 1 stays, in their order
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 48 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
redis? LRANGE resque:queue:sites 0 -1 => {"class":"B","args":[3]}
$ omactl queue clear sites --yes
  Cleared 1 job from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  1 of 1 jobs leave
!                      for example {"class":"B","args":[3]}
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 24 B, on this machine
!   undo  omactl undo ID2
! Undo: omactl undo ID2
redis? EXISTS resque:queue:sites => 0
$ omactl undo ID2 --yes
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  1 job goes back to the head of sites, in their order
!   from  ~/state/omactl/archive/ID2.jsonl.zst
!   undo  none: repeat the command instead
! omactl: undo: redis SOCKET: EVALSHA: OOM command not allowed when used memory > 'maxmemory'; nothing was changed
! hint: Redis is full: reading, LPOP, LTRIM, RENAME and UNLINK still work; where memory is left:
! hint: redis-cli -s SOCKET CONFIG SET maxmemory SIZE
=> 1
$ omactl queue requeue sites --from archive:ID2 --yes
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 1 archived jobs go to sites
!                        for example {"class":"B","args":[3]}
!   from  ~/state/omactl/archive/ID2.jsonl.zst
!   pace  as fast as Redis takes them
!   undo  omactl undo ID3: takes back what no worker has taken by then
! omactl: queue requeue: redis SOCKET: EVALSHA: OOM command not allowed when used memory > 'maxmemory'; nothing was changed
! hint: Redis is full: reading, LPOP, LTRIM, RENAME and UNLINK still work; where memory is left:
! hint: redis-cli -s SOCKET CONFIG SET maxmemory SIZE
=> 1
$ omactl queue requeue sites --from failed --yes
  Requeued 1 job to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 1 failure leaves `failed`, the jobs go to sites
!                        for example {"class":"A","args":[1]}
!                        which failed with E: e
!   kept in  ~/state/omactl/archive/ID4.jsonl.zst, at most 146 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID4: takes back what no worker has taken by then
! Undo: omactl undo ID4
redis? LLEN resque:failed => 0
redis CONFIG SET maxmemory 0
$ omactl undo ID2 --yes
  Returned 1 job to the head of sites in N s; 2 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  1 job goes back to the head of sites, in their order
!   from  ~/state/omactl/archive/ID2.jsonl.zst
!   undo  none: repeat the command instead
$ omactl undo ID1 --yes
  Returned 2 jobs to the head of sites in N s; 4 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  2 jobs go back to the head of sites, in their order
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   undo  none: repeat the command instead
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[1]} {"class":"A","args":[2]} {"class":"B","args":[3]} {"class":"A","args":[1]}

# Unable to save: it refuses every write.
redis CONFIG SET dir /proc
redis BGSAVE
file bin/until-refused <<END
#!/bin/sh
until omactl status -o tsv | grep -q MISCONF; do sleep 0.05; done
END
$ until-refused
$ omactl queue clear sites --yes
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  4 of 4 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID5.jsonl.zst, at most 96 B, on this machine
!   undo  omactl undo ID5
! omactl: queue clear: redis SOCKET: EVAL: MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk
! hint: its last save to disk failed, so it takes no writes; until the disk is mended:
! hint: redis-cli -s SOCKET CONFIG SET stop-writes-on-bgsave-error no
=> 1
$ omactl queue push sites A
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue push sites  {"class":"A","args":[]}
! omactl: queue push: redis SOCKET: EVAL: MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk
! hint: its last save to disk failed, so it takes no writes; until the disk is mended:
! hint: redis-cli -s SOCKET CONFIG SET stop-writes-on-bgsave-error no
=> 1
redis? LLEN resque:queue:sites => 4
redis CONFIG SET stop-writes-on-bgsave-error no
$ omactl queue push sites A --quiet

# A replica.
redis REPLICAOF 127.0.0.1 1
$ omactl queue clear sites --yes
! omactl: queue clear: redis SOCKET/0 (run RUN, slave) is a replica and takes no writes
! hint: point the environment's redis url at the master
=> 1
$ omactl queue ls
  QUEUE  WAITING
  sites        5
  other        0
  5 jobs waiting, 0 failed, 0 of 0 workers working
redis REPLICAOF NO ONE

# A user that may only read, and a wrong password.
redis ACL SETUSER reader on >fake-password ~* +@read +@connection +info
env REDIS_URL=unix://reader:fake-password@SOCKET
$ omactl queue ls
  QUEUE  WAITING
  sites        5
  other        0
  5 jobs waiting, 0 failed, 0 of 0 workers working
$ omactl queue clear sites --yes
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  5 of 5 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID6.jsonl.zst, at most 119 B, on this machine
!   undo  omactl undo ID6
! omactl: queue clear: redis SOCKET: EVAL: NOPERM this user has no permissions to run the 'eval' command
! hint: this user's ACL does not allow it: redis-cli -s SOCKET --user reader ACL WHOAMI, then ACL GETUSER
=> 4
env REDIS_URL=unix://reader:wrong-fake@SOCKET
$ omactl queue ls
! omactl: queue ls: redis SOCKET: AUTH: WRONGPASS invalid username-password pair or user is disabled
! hint: user or password of the URL are wrong
=> 4
$ omactl queue clear sites --yes
! omactl: queue clear: redis SOCKET: AUTH: WRONGPASS invalid username-password pair or user is disabled
! hint: user or password of the URL are wrong
=> 4
redis? LLEN resque:queue:sites => 5

# Nobody there.
env REDIS_URL=unix://FOLDER/nobody.sock
$ omactl queue clear sites --yes
! omactl: queue clear: redis FOLDER/nobody.sock: connect: no such file or directory
! hint: is it running? redis-cli -s FOLDER/nobody.sock PING
=> 6
$ omactl undo ID1 --yes
! omactl: undo: redis FOLDER/nobody.sock: connect: no such file or directory
! hint: is it running? redis-cli -s FOLDER/nobody.sock PING
=> 6
$ omactl status
  default  TIME  N s
  FAIL  redis  redis FOLDER/nobody.sock: connect: no such file or directory  is it running? redis-cli -s FOLDER/nobody.sock PING · run redis-crash
  1 needs attention
=> 3
env REDIS_URL=redis://127.0.0.1:1/0
$ omactl queue ls
! omactl: queue ls: redis 127.0.0.1:1: connect: connection refused
! hint: is it running? redis-cli -h 127.0.0.1 -p 1 PING
=> 6
$ omactl queue ls --json
! {"error":{"fault":"unreachable","status":6,"command":"queue ls","message":"redis 127.0.0.1:1: connect: connection refused","hint":"is it running? redis-cli -h 127.0.0.1 -p 1 PING"}}
=> 6
env REDIS_URL=nonsense
$ omactl queue ls
! omactl: queue ls: redis ***:6379: connect: the name '***' can't be resolved: Name or service not known
! hint: getent hosts ***
=> 6
env REDIS_URL=
$ omactl queue ls
! omactl: queue ls: environment 'default' has no redis
! hint: set REDIS_URL, or write a configuration: omactl config init
=> 2
