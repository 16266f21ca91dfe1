# One person plans, another applies.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"B","args":[2]}' '{"class":"A","args":[3]}'
$ omactl queue clear sites --class A --plan-out clear.plan --reason "stuck"
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 3 jobs leave; 1 stays, in their order
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 48 B, on this machine
!   undo  omactl undo ID1
! Nothing was changed. The plan is in clear.plan: omactl apply clear.plan
redis? LLEN resque:queue:sites => 3
$ stat -c %a clear.plan
  600
$ omactl journal ls
  No operation in the journal.
$ omactl queue clear sites --plan-out clear.plan
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  3 of 3 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 72 B, on this machine
!   undo  omactl undo ID2
! omactl: queue clear: clear.plan is there already
! hint: name a new file
=> 2
$ omactl apply clear.plan --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 3 jobs leave; 1 stays, in their order
                       for example {"class":"A","args":[1]}
    kept in  FOLDER/state/omactl/archive/ID1.jsonl.zst, at most 48 B, on this machine
    undo  omactl undo ID1
  It would send
    EVAL take-lease  DEL resque:omactl:{resque:queue:sites}:lease, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    SCRIPT LOAD ×4  what the steps below do
    EVALSHA stage  RENAMENX resque:queue:sites resque:omactl:{resque:queue:sites}:staged
    EVALSHA mask  UNLINK resque:omactl:{resque:queue:sites}:mask, SET resque:omactl:{resque:queue:sites}:mask
    EVALSHA sift  LTRIM resque:omactl:{resque:queue:sites}:staged, RPUSH resque:omactl:{resque:queue:sites}:kept
    EVALSHA splice  LTRIM resque:queue:sites and RPUSH resque:omactl:{resque:queue:sites}:kept (what arrived), RENAME resque:omactl:{resque:queue:sites}:kept resque:queue:sites, UNLINK resque:omactl:{resque:queue:sites}:mask
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    EVAL drop-lease  DEL resque:omactl:{resque:queue:sites}:lease
  Dry run: nothing was changed.
$ omactl apply clear.plan
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 3 jobs leave; 1 stays, in their order
!                      for example {"class":"A","args":[1]}
!   kept in  FOLDER/state/omactl/archive/ID1.jsonl.zst, at most 48 B, on this machine
!   undo  omactl undo ID1
! omactl: apply: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl apply clear.plan --yes
  Cleared 2 jobs from sites in N s; 1 waits.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 3 jobs leave; 1 stays, in their order
!                      for example {"class":"A","args":[1]}
!   kept in  FOLDER/state/omactl/archive/ID1.jsonl.zst, at most 48 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
redis? LRANGE resque:queue:sites 0 -1 => {"class":"B","args":[2]}
$ omactl apply clear.plan --yes
! omactl: apply: this plan was applied already, as operation ID1
! hint: omactl journal show ID1
=> 8
redis? LRANGE resque:queue:sites 0 -1 => {"class":"B","args":[2]}

# Also when the journal that knows it is another machine's. What that one applies, it keeps.
env XDG_STATE_HOME=FOLDER/elsewhere
$ omactl apply clear.plan --yes
! omactl: apply: this plan was applied already, as operation ID1
! hint: omactl journal show ID1
=> 8
$ sh -c 'XDG_STATE_HOME=$HOME/state omactl queue clear sites --plan-out b.plan --quiet'
$ omactl apply b.plan --yes
  Cleared 1 job from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  1 of 1 jobs leave
!                      for example {"class":"B","args":[2]}
!   kept in  FOLDER/elsewhere/omactl/archive/ID3.jsonl.zst, at most 24 B, on this machine
!   undo  omactl undo ID3
! Undo: omactl undo ID3
$ sh -c 'ls elsewhere/omactl/archive state/omactl/archive | wc -l'
  5
$ omactl undo 01 --yes --quiet
env XDG_STATE_HOME=FOLDER/state

# What it does can be taken back.
$ sh -c 'omactl undo $(omactl journal ls --json | grep -o "01[0-9A-Z]\{24\}" | head -n 1) --yes --quiet'
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[1]} {"class":"A","args":[3]} {"class":"B","args":[2]}

# The world has changed, or the file, or it is none.
$ omactl queue push sites C --plan-out push.plan --quiet
$ sh -c 'sed -i s/sites/other/ push.plan'
$ omactl apply push.plan
! omactl: apply: push.plan was changed after it was written
! hint: plan it again, with the options that you want
=> 2
$ omactl apply absent.plan
! omactl: apply: open absent.plan: no such file or directory
=> 5
file junk.plan <<END
{"omactl":"archive"}
END
$ omactl apply junk.plan
! omactl: apply: junk.plan is not a plan of omactl
! hint: a change with --plan-out FILE writes one
=> 2
$ omactl queue clear sites --plan-out many.plan --quiet
$ sh -c 'seq 1100 | sed "s/.*/RPUSH resque:queue:sites job&/" | redis-cli -s "${REDIS_URL#unix://}" >redis.out'
$ omactl apply many.plan --yes
! omactl: apply: 1,103 waiting in 'sites' now, 3 when this was planned
! hint: look again and repeat the command
=> 8
redis? LLEN resque:queue:sites => 1103

# On stdout; and not for what stopped midway.
$ omactl queue push sites C --plan-out - --quiet
  ...
$ omactl resume ID1 --plan-out x.plan
  queue clear sites was undone; nothing to resume.
$ omactl queue push sites C --plan-out /nowhere/x.plan --quiet
! omactl: queue push: open /nowhere/x.plan: no such file or directory
=> 5
