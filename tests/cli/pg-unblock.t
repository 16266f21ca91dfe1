# The roots of the forest and nothing else, whatever their age.
needs postgres
pg CREATE TABLE sites (id int PRIMARY KEY, host text)
$ omactl pg unblock
  Nobody waits for a lock; there is nothing to unblock.

pg& idler BEGIN; SELECT count(*) FROM sites
pg& migration ALTER TABLE sites ADD COLUMN visits int
pg& reader1 SELECT host FROM sites WHERE id = 1
pg& reader2 SELECT host FROM sites WHERE id = 2
pg& innocent SELECT 1
$ omactl pg unblock --dry-run
  Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
    terminate  N:TOKEN idler of postgres, idle in transaction N s, holds sites AccessShareLock, blocks 3
    recorded first  query text, plan, locks: ~/state/omactl/archive/ID.jsonl.zst, on this machine
    undo  none: its transaction rolls back
  It would send
    select pg_catalog.pg_try_advisory_lock(1869439331, 1) as taken
    select pg_catalog.pg_terminate_backend(a.pid) as sent from pg_catalog.pg_stat_get_activity('N'::int) a where a.backend_start = 'TIME'::timestamptz and a.xact_start = 'TIME'::timestamptz and a.state = 'idle in transaction' and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid() and not pg_catalog.starts_with(a.application_name, 'omactl') and not (pg_catalog.lower(a.application_name) like any (array['pg\_dump%', 'pg\_basebackup%', 'pg\_receivewal%', 'pg\_recvlogical%', 'pg\_probackup%', 'pgbackrest%', 'barman%', 'wal-g%', 'wal-e%', 'heroku postgres backups%']));
    select pg_catalog.pg_advisory_unlock(1869439331, 1)
  Dry run: nothing was changed.
$ omactl pg unblock
! Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   terminate  N:TOKEN idler of postgres, idle in transaction N s, holds sites AccessShareLock, blocks 3
!   recorded first  query text, plan, locks: ~/state/omactl/archive/ID1.jsonl.zst, on this machine
!   undo  none: its transaction rolls back
! omactl: pg unblock: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl pg unblock --max 0 --yes
! omactl: pg unblock: it would change 1, more than --max 0
! hint: look with --dry-run; narrow it, or raise --max
=> 7
env OMACTL_READONLY=1
$ omactl pg unblock --yes
! omactl: pg unblock: environment 'default' is read-only
! hint: readonly = true in the configuration, or OMACTL_READONLY; --dry-run works
=> 7
env OMACTL_READONLY=
$ omactl pg unblock --yes --reason 'requests time out'
  Ended 1 backend in N s. Nobody waits for a lock any more.
! Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   terminate  N:TOKEN idler of postgres, idle in transaction N s, holds sites AccessShareLock, blocks 3
!   recorded first  query text, plan, locks: ~/state/omactl/archive/ID2.jsonl.zst, on this machine
!   undo  none: its transaction rolls back
pg? select application_name, state from pg_stat_activity where application_name in ('idler', 'migration', 'reader1', 'reader2', 'innocent') order by 1 => innocent|idle; migration|idle; reader1|idle; reader2|idle

# What was ended can't be called back.
$ omactl undo ID2
! omactl: undo: pg unblock shop has no undo: its transaction rolls back
! hint: omactl journal show ID2
=> 7
$ omactl resume ID2
  pg unblock shop is finished; nothing to resume.
$ omactl journal show ID2
  ID2  pg unblock  default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
  by tester@HOST at TIME: requests time out
    terminate  N:TOKEN idler of postgres, idle in transaction N s, holds sites AccessShareLock, blocks 3
    recorded first  query text, plan, locks: ~/state/omactl/archive/ID2.jsonl.zst, on this machine
  WHEN  EVENT
  TIME  started
  TIME  step  record
  TIME  step  cancel
  TIME  writing  terminate 1 backend
  TIME  remembered  N:TOKEN sent, began terminate 1
  TIME  step  terminate
  TIME  done  Ended 1 backend in N s. Nobody waits for a lock any more.
  \n
  1 × select count (*) from sites
      by idler: idle in transaction, N s at the longest; blocked 3
      no plan: a table of it is locked just now
      now: omactl pg explain 'SELECT count(*) FROM sites'
      - idler left its transaction open for N s without a statement running: look there for a call to something slow between BEGIN and COMMIT
        ALTER ROLE postgres SET idle_in_transaction_session_timeout = '5min';
      operation ID2
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID2  TIME  pg unblock  default/shop  done  Ended 1 backend in N s. Nobody waits for a lock any more.

# In JSON, and where it is protected by its name.
pg& idler2 BEGIN; SELECT count(*) FROM sites
pg& migration ALTER TABLE sites ADD COLUMN more int
file config.toml <<END
[env.production]
protected = true
[env.production.postgres]
url = { env = "DATABASE_URL" }
loopback = true
END
$ omactl --config FOLDER/config.toml pg unblock --yes
! Plan for production/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   terminate  N:TOKEN idler2 of postgres, idle in transaction N s, holds sites AccessShareLock, blocks 1
!   recorded first  query text, plan, locks: ~/state/omactl/archive/ID3.jsonl.zst, on this machine
!   undo  none: its transaction rolls back
! omactl: pg unblock: not confirmed
! hint: no terminal to ask on; add --confirm production/shop
=> 7
$ omactl --config FOLDER/config.toml pg unblock --confirm production/other
! Plan for production/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   terminate  N:TOKEN idler2 of postgres, idle in transaction N s, holds sites AccessShareLock, blocks 1
!   recorded first  query text, plan, locks: ~/state/omactl/archive/ID4.jsonl.zst, on this machine
!   undo  none: its transaction rolls back
! omactl: pg unblock: --confirm names 'production/other', the target is 'production/shop'
=> 7
$ omactl --config FOLDER/config.toml pg unblock --confirm production/shop --json
  {
    "id": "ID5",
    "command": "pg unblock",
    "target": "production/shop",
    "status": "done",
    "changes": [
      {
        "pid":N,
        "token": "N:TOKEN",
        "outcome": "ended"
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID5.jsonl.zst",
    "undo": null
  }
$ omactl --config FOLDER/config.toml pg unblock --confirm production/shop
  Nobody waits for a lock; there is nothing to unblock.

pg& idler3 BEGIN; SELECT count(*) FROM sites
pg& migration ALTER TABLE sites ADD COLUMN third int
$ tty omactl --config FOLDER/config.toml pg unblock
< shop
  Plan for production/shop, PostgreSQL 15.18 (system SYSTEM, primary)
    terminate  N:TOKEN idler3 of postgres, idle in transaction N s, holds sites AccessShareLock, blocks 1
    recorded first  query text, plan, locks: ~/state/omactl/archive/ID6.jsonl.zst, on this machine
    undo  none: its transaction rolls back
  Terminate 1 backend in production. Type shop to go on: shop
  Ended 1 backend in N s. Nobody waits for a lock any more.
