# What is old and decided goes, with its archive and what Redis remembers; the rest stays and is named.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}'
$ omactl queue clear sites --yes
  Cleared 1 job from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  1 of 1 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 24 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
$ omactl undo ID1 --yes --quiet
$ omactl queue push sites A 2 --quiet
$ omactl queue clear sites --class B --yes --quiet
$ omactl queue clear sites --where /args/0=2 --yes --quiet
$ omactl journal prune
! omactl: journal prune: how old?
! hint: omactl journal prune --older-than 90d --dry-run
=> 2
$ omactl journal prune --older-than 1h
  Nothing that is decided is as old; nothing to prune.
$ omactl journal prune --older-than 0s --dry-run
  Plan for default/journal, redis SOCKET/0 (run RUN, master)
~ \s+journal prune  3 operations go from the journal, [0-9.]+ (B|KiB)
~ \s+with 1 archive, [0-9.]+ (B|KiB), and what Redis remembers of them
~ \s+ID1  queue clear sites, undone N s ago, archive [0-9.]+ (B|KiB)
                   ID2  undo sites, done N s ago
                   ID3  queue push sites, done N s ago
    stay  1 as old, but their archived jobs are out and nobody has decided: omactl status
    undo  none: what is pruned can't be looked up, resumed or undone any more
  It would send
    EVAL take-lease  DEL resque:omactl:{journal@HOST}:lease, SET resque:omactl:{journal@HOST}:lease PX 60000
    SCRIPT LOAD ×2  what the steps below do
    EVALSHA forget  UNLINK resque:omactl:entries:ID resque:omactl:ledger:ID resque:omactl:op:ID resque:omactl:pushed:ID (of each)
    EVALSHA finish  UNLINK resque:omactl:{ID}:mask
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{journal@HOST}:lease PX 60000
    EVAL drop-lease  DEL resque:omactl:{journal@HOST}:lease
  Dry run: nothing was changed.
$ omactl journal prune --older-than 0s
! Plan for default/journal, redis SOCKET/0 (run RUN, master)
!~ \s+journal prune  3 operations go from the journal, [0-9.]+ (B|KiB)
!~ \s+with 1 archive, [0-9.]+ (B|KiB), and what Redis remembers of them
!~ \s+ID1  queue clear sites, undone N s ago, archive [0-9.]+ (B|KiB)
!                  ID2  undo sites, done N s ago
!                  ID3  queue push sites, done N s ago
!   stay  1 as old, but their archived jobs are out and nobody has decided: omactl status
!   undo  none: what is pruned can't be looked up, resumed or undone any more
! omactl: journal prune: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl journal prune --older-than 0s --max 2 --yes
! omactl: journal prune: it would change 3, more than --max 2
! hint: look with --dry-run; narrow it, or raise --max
=> 7
$ omactl journal prune --older-than 0s --yes
  Forgot 3 operations in N s; 2 are in the journal.
! Plan for default/journal, redis SOCKET/0 (run RUN, master)
!~ \s+journal prune  3 operations go from the journal, [0-9.]+ (B|KiB)
!~ \s+with 1 archive, [0-9.]+ (B|KiB), and what Redis remembers of them
!~ \s+ID1  queue clear sites, undone N s ago, archive [0-9.]+ (B|KiB)
!                  ID2  undo sites, done N s ago
!                  ID3  queue push sites, done N s ago
!   stay  1 as old, but their archived jobs are out and nobody has decided: omactl status
!   undo  none: what is pruned can't be looked up, resumed or undone any more
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID4  TIME  journal prune  default/journal  done  Forgot 3 operations in N s; 2 are in the journal.
  ID5  TIME  queue clear  default/sites  done  Cleared 1 job from sites in N s; 1 waits.
$ omactl undo ID1
! omactl: undo: no operation 'ID1' in the journal or the services of 'default'
! hint: omactl journal ls
=> 5
$ omactl journal export journal.jsonl.zst
~ Exported 2 operations to journal\.jsonl\.zst, [0-9.]+ (B|KiB)\.
$ omactl journal export journal.jsonl.zst --quiet
! omactl: journal export: journal.jsonl.zst is there already
! hint: another name, or --force to write over it
=> 7
$ omactl journal export journal.jsonl.zst --since 2100-01-01T00:00:00Z --force --json
  {
    "file": "journal.jsonl.zst",
    "operations": 0,
~ \s+"bytes": \d+,
    "damaged": 0
  }
$ omactl journal export journal.jsonl --quiet
$ jq -c "[.id,.command,.status,.archive_here,.plan.steps[0],.events[0].event,.events[0].data.plan,.events[-1].event]" journal.jsonl
  ["ID5","queue clear","done","FOLDER/state/omactl/archive/ID5.jsonl.zst","stage","started",null,"done"]
  ["ID4","journal prune","done",null,"forget","started",null,"done"]
redis? SCARD resque:omactl:open => 0

# A protected environment asks for its name; nothing brings it back.
file omactl.toml <<END
[env.production]
protected = true
[env.production.redis]
url = { env = "REDIS_URL" }
loopback = true
END
env OMACTL_CONFIG=FOLDER/omactl.toml
$ omactl queue push sites A 3 --quiet
$ omactl journal prune --older-than 0s --yes
! Plan for production/journal, redis SOCKET/0 (run RUN, master)
!~ \s+journal prune  1 operation goes from the journal, [0-9.]+ (B|KiB)
!~ \s+with 0 archives, [0-9.]+ (B|KiB), and what Redis remembers of them
!                  ID6  queue push sites, done N s ago
!   undo  none: what is pruned can't be looked up, resumed or undone any more
! omactl: journal prune: not confirmed
! hint: no terminal to ask on; add --confirm production/journal
=> 7
$ omactl journal prune --older-than 0s --confirm production/journal
  Forgot 1 operation in N s; 3 are in the journal.
! Plan for production/journal, redis SOCKET/0 (run RUN, master)
!~ \s+journal prune  1 operation goes from the journal, [0-9.]+ (B|KiB)
!~ \s+with 0 archives, [0-9.]+ (B|KiB), and what Redis remembers of them
!                  ID6  queue push sites, done N s ago
!   undo  none: what is pruned can't be looked up, resumed or undone any more
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID7  TIME  journal prune  production/journal  done  Forgot 1 operation in N s; 3 are in the journal.
  ID4  TIME  journal prune  default/journal  done  Forgot 3 operations in N s; 2 are in the journal.
  ID5  TIME  queue clear  default/sites  done  Cleared 1 job from sites in N s; 1 waits.
