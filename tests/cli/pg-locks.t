# The pile-up that a self-join of pg_locks does not see: an open transaction, a migration behind it, everybody
# behind that.
needs postgres
pg CREATE TABLE sites (id int PRIMARY KEY, host text)
$ omactl pg locks
  Nobody waits for a lock.
pg& idler BEGIN; SELECT count(*) FROM sites
pg& migration ALTER TABLE sites ADD COLUMN visits int
pg& reader1 SELECT host FROM sites WHERE id = 1
pg& reader2 SELECT host FROM sites WHERE id = 2
$ omactl pg locks
  BACKEND  DOES  WHO  STANDS  LOCK
  N:TOKEN  idle in transaction N s  idler of postgres  blocks 3  sites AccessShareLock
  └─ N:TOKEN  ALTER TABLE sites ADD COLUMN visits int  migration of postgres  waits N s, blocks 2  sites AccessExclusiveLock
     ├─ N:TOKEN  SELECT host FROM sites WHERE id = 1  reader1 of postgres  waits N s  sites AccessShareLock
     └─ 1 more  the same query
  1 root blocks 3: omactl pg unblock
    omactl pg kill N:TOKEN  (an idle transaction: it rolls back, nothing was running)
=> 3

$ sh -c 'omactl pg locks --json | grep -E "root|victims|mend|object|\"mode"'
      "root": true,
      "victims": 3,
        "object": "sites",
        "mode": "AccessShareLock",
      "mend": "omactl pg kill N:TOKEN"
      "root": false,
      "victims": 2,
        "object": "sites",
        "mode": "AccessExclusiveLock",
      "mend": null
      "root": false,
      "victims": 0,
        "object": "sites",
        "mode": "AccessShareLock",
      "mend": null
      "root": false,
      "victims": 0,
        "object": "sites",
        "mode": "AccessShareLock",
      "mend": null

$ omactl status
  default  TIME  N s
  FAIL  postgres  3 blocked, waiting for a lock; a transaction is idle since N s  omactl pg locks · run pg-timeouts
  1 needs attention
=> 3

# A prepared transaction has no process that could be ended, an advisory lock is named by its key.
pg- idler
pg- migration
pg- reader1
pg- reader2
pg& twophase BEGIN; LOCK TABLE sites; PREPARE TRANSACTION 'it''s'
pg& waiter SELECT count(*) FROM sites
pg& holder SELECT pg_advisory_lock(42)
pg& second SELECT pg_advisory_lock(42)
$ omactl pg locks
  BACKEND  DOES  WHO  STANDS  LOCK
  prepared 'it's'  prepared transaction N s  postgres  blocks 1  sites AccessExclusiveLock
  └─ N:TOKEN  SELECT count(*) FROM sites  waiter of postgres  waits N s  sites AccessShareLock
  N:TOKEN  idle N s  holder of postgres  blocks 1  advisory lock 42 ExclusiveLock
  └─ N:TOKEN  SELECT pg_advisory_lock(42)  second of postgres  waits N s  advisory lock 42 ExclusiveLock
  2 roots block 2: omactl pg unblock
    omactl pg console -- -c 'rollback prepared '\''it'\'''\''s'\'''  (a prepared transaction of postgres, N s old: its coordinator must be asked whether it may be rolled back)
    omactl pg kill N:TOKEN  (idle, with a lock that its session keeps)
  prepared transaction it's of postgres, N s old, holds its locks until COMMIT PREPARED or ROLLBACK PREPARED
=> 3

$ omactl pg locks --all
  BACKEND  DOES  WHO  STANDS  LOCK
  prepared 'it's'  prepared transaction N s  postgres  blocks 1  sites AccessExclusiveLock
  └─ N:TOKEN  SELECT count(*) FROM sites  waiter of postgres  waits N s  sites AccessShareLock
  N:TOKEN  idle N s  holder of postgres  blocks 1  advisory lock 42 ExclusiveLock
  └─ N:TOKEN  SELECT pg_advisory_lock(42)  second of postgres  waits N s  advisory lock 42 ExclusiveLock
  2 roots block 2: omactl pg unblock
    omactl pg console -- -c 'rollback prepared '\''it'\'''\''s'\'''  (a prepared transaction of postgres, N s old: its coordinator must be asked whether it may be rolled back)
    omactl pg kill N:TOKEN  (idle, with a lock that its session keeps)
  prepared transaction it's of postgres, N s old, holds its locks until COMMIT PREPARED or ROLLBACK PREPARED
  advisory lock 42 ExclusiveLock of N:TOKEN holder of postgres
=> 3
$ omactl pg unblock --dry-run
  Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
    terminate  N:TOKEN holder of postgres, idle N s, holds advisory lock 42 ExclusiveLock, blocks 1
    recorded first  query text, plan, locks: ~/state/omactl/archive/ID.jsonl.zst, on this machine
    undo  none: its transaction rolls back
    not by a signal  prepared 'it's' blocks 1: omactl pg console -- -c 'rollback prepared '\''it'\'''\''s'\'''
  It would send
    select pg_catalog.pg_try_advisory_lock(1869439331, 1) as taken
    select pg_catalog.pg_terminate_backend(a.pid) as sent from pg_catalog.pg_stat_get_activity('N'::int) a where a.backend_start = 'TIME'::timestamptz and a.query_start = 'TIME'::timestamptz and a.state = 'idle' and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid() and not pg_catalog.starts_with(a.application_name, 'omactl') and not (pg_catalog.lower(a.application_name) like any (array['pg\_dump%', 'pg\_basebackup%', 'pg\_receivewal%', 'pg\_recvlogical%', 'pg\_probackup%', 'pgbackrest%', 'barman%', 'wal-g%', 'wal-e%', 'heroku postgres backups%']));
    select pg_catalog.pg_advisory_unlock(1869439331, 1)
  Dry run: nothing was changed.
