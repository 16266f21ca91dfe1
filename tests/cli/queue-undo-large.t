# An undo sifts a queue in pieces that are bounded by their bytes too: about 256 KiB a script, and never many large jobs.
needs redis
redis SADD resque:queues sites
redis EVAL "for i = 1, 40 do redis.call('RPUSH', 'resque:queue:sites', '[' .. i .. string.rep('x', 20000) .. ']') end" 0
$ omactl queue clear sites --yes
  Cleared 40 jobs from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  40 of 40 jobs leave
!                      for example … (20,003 bytes)
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 781.4 KiB, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
$ omactl queue requeue sites --from archive:ID1 --yes
  Requeued 40 jobs to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  40 of 40 archived jobs go to sites
!                        for example … (20,003 bytes)
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them
!   undo  omactl undo ID2: takes back what no worker has taken by then
! Undo: omactl undo ID2
$ omactl undo ID2 --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    undo of queue requeue  at most 40 jobs leave sites again: those that no worker has taken
                           they count as not back again in the archive's ledger
    undo  none: repeat the command instead
  It would send
    EVAL take-lease  DEL resque:omactl:{resque:queue:sites}:lease, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    SCRIPT LOAD ×4  what the steps below do
    EVALSHA stage  RENAMENX resque:queue:sites resque:omactl:{resque:queue:sites}:staged
    EVALSHA untake in pieces  LTRIM resque:omactl:{resque:queue:sites}:staged, RPUSH resque:omactl:{resque:queue:sites}:kept, SETBIT resque:omactl:pushed:ID2, SETBIT resque:omactl:ledger:ID1
    EVALSHA splice  LTRIM resque:queue:sites and RPUSH resque:omactl:{resque:queue:sites}:kept (what arrived), RENAME resque:omactl:{resque:queue:sites}:kept resque:queue:sites, UNLINK resque:omactl:{resque:queue:sites}:mask
    EVALSHA finish  UNLINK resque:omactl:{ID}:mask
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:sites}:lease PX 60000, HSET resque:omactl:op:ID2
    EVAL drop-lease  DEL resque:omactl:{resque:queue:sites}:lease
  Dry run: nothing was changed.
redis CONFIG RESETSTAT
$ omactl undo ID2 --yes
  Took back 40 jobs in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 40 jobs leave sites again: those that no worker has taken
!                          they count as not back again in the archive's ledger
!   undo                   none: repeat the command instead
# stage, three or more pieces, splice, finish
redis? EVAL "local n = redis.call('INFO', 'commandstats'):match('cmdstat_evalsha:calls=(%d+)') return {tonumber(n) >= 6 and 'in pieces' or n}" 0 => in pieces
redis? LLEN resque:queue:sites => 0
