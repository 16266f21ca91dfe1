# Requeue, undo and resume: nothing comes back twice, nothing is lost.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites "{\"class\":\"A\",\"args\":[1]}" "{\"class\":\"B\",\"args\":[2]}" "\x00\xff" "{\"class\":\"A\",\"args\":[3]}"
$ omactl queue clear sites --yes -q
redis? LLEN resque:queue:sites => 0
redis RPUSH resque:queue:sites "{\"class\":\"N\",\"args\":[]}"
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID1  TIME  queue clear  default/sites  done  Cleared 4 jobs from sites in N s; 0 wait.
$ omactl queue requeue sites --from archive:ID1 --class A --first 1 --yes
  Requeued 1 job to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  1 of 4 archived jobs go to sites
!                        for example {"class":"A","args":[1]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them
!   undo  omactl undo ID2: takes back what no worker has taken by then
! Undo: omactl undo ID2
redis? LRANGE resque:queue:sites 0 -1 => {"class":"N","args":[]} {"class":"A","args":[1]}
$ omactl undo ID1 --yes
  Returned 3 jobs to the head of sites in N s; 5 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  3 jobs go back to the head of sites, in their order; back already: 1
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   undo  none: repeat the command instead
redis? LRANGE resque:queue:sites 0 0 => {"class":"B","args":[2]}
redis? LLEN resque:queue:sites => 5
$ omactl undo ID1 --yes
  queue clear sites is undone already.
$ omactl resume ID1
  queue clear sites was undone; nothing to resume.
$ omactl queue requeue sites --from archive:ID1 --yes
  Nothing to requeue: of 4 archived jobs, 4 are back already, 0 wait already, 0 are of another class or queue.
$ omactl queue push sites Z '{"k":[1]}' -q
redis? LINDEX resque:queue:sites -1 => {"class":"Z","args":[{"k":[1]}]}
$ omactl queue push sites Z nojson
! omactl: queue push: 'nojson' is not JSON
! hint: text needs its quotes inside the shell's: '"nojson"'
=> 2
$ omactl queue clear sits --yes
! omactl: queue clear: no queue 'sits' in namespace 'resque'
! hint: did you mean sites?
=> 5
$ omactl undo 7ZZZZZZZ --yes
! omactl: undo: no operation '7ZZZZZZZ' in the journal or the services of 'default'
! hint: omactl journal ls
=> 5
env OMACTL_READONLY=1
$ omactl queue clear sites --yes
! omactl: queue clear: environment 'default' is read-only
! hint: readonly = true in the configuration, or OMACTL_READONLY; --dry-run works
=> 7
redis? LLEN resque:queue:sites => 6
env OMACTL_READONLY=
redis SET resque:queue:odd x
redis SADD resque:queues odd
$ omactl queue clear odd --yes
! omactl: queue clear: 'resque:queue:odd' is a string, not a list of jobs
! hint: redis-cli -s SOCKET TYPE resque:queue:odd
=> 1
env REDIS_URL=unix:///nowhere/redis.sock
$ omactl queue clear sites --yes
! omactl: queue clear: redis /nowhere/redis.sock: connect: no such file or directory
! hint: is it running? redis-cli -s /nowhere/redis.sock PING
=> 6
$ omactl queue clear --class sites
! omactl: queue clear: which queue?
! hint: omactl queue ls
=> 2
$ omactl queue clear sites —yes
! omactl: queue clear: '—yes' begins with an em dash
! hint: type plain hyphens: --yes
=> 2
$ omactl queue clear '{{queue}}'
! omactl: queue clear: QUEUE is still '{{queue}}'
! hint: put the queue in place of {{queue}}
=> 2
