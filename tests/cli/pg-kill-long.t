# By rules, of which all must hold.
needs postgres
pg CREATE TABLE sites (id int PRIMARY KEY, host text)
$ omactl pg kill-long
  No backend is older than 5 min; there is nothing to end.
pg& puma SELECT pg_sleep(301)
pg& rake SELECT pg_sleep(302)
pg& pg_dump SELECT pg_sleep(303)
pg& idler BEGIN; SELECT count(*) FROM sites
$ omactl pg kill-long --older-than 1h
  No backend is older than 1 h; there is nothing to end.
$ omactl pg kill-long --older-than 1ms --dry-run
  Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
    all that is  older than N s
    cancel  N:TOKEN puma of postgres, active N s: SELECT pg_sleep(301)
                    N:TOKEN rake of postgres, active N s: SELECT pg_sleep(302)
    terminate  N:TOKEN idler of postgres, idle in transaction N s
    if still there  its connection is ended N s later
    left alone  N:TOKEN pg_dump of postgres: pg_dump: a backup
    recorded first  query text, plan, locks: ~/state/omactl/archive/ID.jsonl.zst, on this machine
    undo  none: its transaction rolls back
  It would send
    select pg_catalog.pg_try_advisory_lock(1869439331, 1) as taken
    select pg_catalog.pg_cancel_backend(a.pid) as sent from pg_catalog.pg_stat_get_activity('N'::int) a where a.backend_start = 'TIME'::timestamptz and a.query_start = 'TIME'::timestamptz and a.state = 'active' and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid() and not pg_catalog.starts_with(a.application_name, 'omactl') and a.state <> 'idle' and not (pg_catalog.lower(a.application_name) like any (array['pg\_dump%', 'pg\_basebackup%', 'pg\_receivewal%', 'pg\_recvlogical%', 'pg\_probackup%', 'pgbackrest%', 'barman%', 'wal-g%', 'wal-e%', 'heroku postgres backups%']));
    select pg_catalog.pg_cancel_backend(a.pid) as sent from pg_catalog.pg_stat_get_activity('N'::int) a where a.backend_start = 'TIME'::timestamptz and a.query_start = 'TIME'::timestamptz and a.state = 'active' and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid() and not pg_catalog.starts_with(a.application_name, 'omactl') and a.state <> 'idle' and not (pg_catalog.lower(a.application_name) like any (array['pg\_dump%', 'pg\_basebackup%', 'pg\_receivewal%', 'pg\_recvlogical%', 'pg\_probackup%', 'pgbackrest%', 'barman%', 'wal-g%', 'wal-e%', 'heroku postgres backups%']));
    select pg_catalog.pg_terminate_backend(a.pid) as sent from pg_catalog.pg_stat_get_activity('N'::int) a where a.backend_start = 'TIME'::timestamptz and a.xact_start = 'TIME'::timestamptz and a.state = 'idle in transaction' and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid() and not pg_catalog.starts_with(a.application_name, 'omactl') and a.state <> 'idle' and not (pg_catalog.lower(a.application_name) like any (array['pg\_dump%', 'pg\_basebackup%', 'pg\_receivewal%', 'pg\_recvlogical%', 'pg\_probackup%', 'pgbackrest%', 'barman%', 'wal-g%', 'wal-e%', 'heroku postgres backups%']));
    -- N s later, to who is still there:
    select pg_catalog.pg_terminate_backend(a.pid) as sent from pg_catalog.pg_stat_get_activity('N'::int) a where a.backend_start = 'TIME'::timestamptz and a.query_start = 'TIME'::timestamptz and a.state = 'active' and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid() and not pg_catalog.starts_with(a.application_name, 'omactl') and a.state <> 'idle' and not (pg_catalog.lower(a.application_name) like any (array['pg\_dump%', 'pg\_basebackup%', 'pg\_receivewal%', 'pg\_recvlogical%', 'pg\_probackup%', 'pgbackrest%', 'barman%', 'wal-g%', 'wal-e%', 'heroku postgres backups%']));
    select pg_catalog.pg_terminate_backend(a.pid) as sent from pg_catalog.pg_stat_get_activity('N'::int) a where a.backend_start = 'TIME'::timestamptz and a.query_start = 'TIME'::timestamptz and a.state = 'active' and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid() and not pg_catalog.starts_with(a.application_name, 'omactl') and a.state <> 'idle' and not (pg_catalog.lower(a.application_name) like any (array['pg\_dump%', 'pg\_basebackup%', 'pg\_receivewal%', 'pg\_recvlogical%', 'pg\_probackup%', 'pgbackrest%', 'barman%', 'wal-g%', 'wal-e%', 'heroku postgres backups%']));
    select pg_catalog.pg_advisory_unlock(1869439331, 1)
  Dry run: nothing was changed.
$ omactl pg kill-long --older-than 1ms --app puma --state idle-in-transaction
  No backend is older than N s, application puma, idle in transaction; there is nothing to end.
$ omactl pg kill-long --older-than 1ms --match 302 --yes
  Cancelled 1 query in N s.
! Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   all that is  older than N s, query matches '302'
!   cancel  N:TOKEN rake of postgres, active N s: SELECT pg_sleep(302)
!   if still there  its connection is ended N s later
!   recorded first  query text, plan, locks: ~/state/omactl/archive/ID1.jsonl.zst, on this machine
!   undo  none: its transaction rolls back
$ omactl pg kill-long --older-than 1ms --first 1 --state active --yes
  Cancelled 1 query in N s.
! Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   all that is  older than N s, active
!   cancel  N:TOKEN puma of postgres, active N s: SELECT pg_sleep(301)
!   if still there  its connection is ended N s later
!   left alone  N:TOKEN pg_dump of postgres: pg_dump: a backup
!   recorded first  query text, plan, locks: ~/state/omactl/archive/ID2.jsonl.zst, on this machine
!   undo  none: its transaction rolls back
$ omactl pg kill-long --older-than 1ms --app pg_dump --yes
  Cancelled 1 query in N s.
! Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   all that is  older than N s, application pg_dump
!   cancel  N:TOKEN pg_dump of postgres, active N s: SELECT pg_sleep(303)
!   if still there  its connection is ended N s later
!   recorded first  query text, plan, locks: ~/state/omactl/archive/ID3.jsonl.zst, on this machine
!   undo  none: its transaction rolls back
$ omactl pg kill-long --older-than 1ms --state idle
! omactl: pg kill-long: an idle connection runs nothing that could be ended
! hint: --state active or idle-in-transaction
=> 2

# Nothing is old enough, and yet somebody stands in the way.
pg& migration ALTER TABLE sites ADD COLUMN visits int
$ omactl pg kill-long
! omactl: pg kill-long: no backend is older than 5 min, and yet N:TOKEN (idler of postgres, idle in transaction N s) blocks 1
! hint: omactl pg unblock  (the roots and nothing else, whatever their age)
! hint: omactl pg locks
=> 3
$ omactl pg kill-long --older-than 1ms --blocking --yes
  Ended 1 backend in N s. Nobody waits for a lock any more.
! Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   all that is  older than N s, blocking
!   terminate  N:TOKEN idler of postgres, idle in transaction N s, holds sites AccessShareLock, blocks 1
!   recorded first  query text, plan, locks: ~/state/omactl/archive/ID4.jsonl.zst, on this machine
!   undo  none: its transaction rolls back
$ omactl pg kill-long --for 1m
! omactl: pg kill-long: --for goes with --repeat
! hint: --repeat 15s --for 10m
=> 2
$ omactl pg kill-long --match 1 --repeat 200ms --for 500ms --yes
  Ended 0 backends in N s.
! Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   every N s  for N s, all that is older than 5 min, query matches '1' then is ended
!   each round  is an operation of its own, with its record: omactl journal ls
