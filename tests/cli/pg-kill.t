# A backend by its token: what it does now, and nothing else.
needs postgres
$ omactl pg kill
! omactl: pg kill: which backend?
! hint: omactl pg kill TOKEN    (from omactl pg ps)
=> 2
$ omactl pg kill nobody
! omactl: pg kill: 'nobody' is not a backend's token
! hint: omactl pg ps  (the first column: N:TOKEN)
=> 2
$ omactl pg kill 999999:abcde
  N:TOKEN: gone already; there is nothing to end.
pg& sleeper SELECT pg_sleep(300)
file bin/token <<END
#!/bin/sh
omactl pg ps --all --app "$1" -o tsv | tail -n 1 | cut -f 1
END
$ sh -c 'omactl pg kill $(token sleeper) --dry-run'
  Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
    cancel  N:TOKEN sleeper of postgres, active N s: SELECT pg_sleep(300)
    if still there  its connection is ended N s later
    recorded first  query text, plan, locks: ~/state/omactl/archive/ID.jsonl.zst, on this machine
    undo  none: its transaction rolls back
  It would send
    select pg_catalog.pg_try_advisory_lock(1869439331, 1) as taken
    select pg_catalog.pg_cancel_backend(a.pid) as sent from pg_catalog.pg_stat_get_activity('N'::int) a where a.backend_start = 'TIME'::timestamptz and a.query_start = 'TIME'::timestamptz and a.state = 'active' and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid() and not pg_catalog.starts_with(a.application_name, 'omactl');
    -- N s later, to who is still there:
    select pg_catalog.pg_terminate_backend(a.pid) as sent from pg_catalog.pg_stat_get_activity('N'::int) a where a.backend_start = 'TIME'::timestamptz and a.query_start = 'TIME'::timestamptz and a.state = 'active' and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid() and not pg_catalog.starts_with(a.application_name, 'omactl');
    select pg_catalog.pg_advisory_unlock(1869439331, 1)
  Dry run: nothing was changed.
$ sh -c 'token sleeper > FOLDER/before'
$ sh -c 'omactl pg kill $(token sleeper) --yes'
  Cancelled 1 query in N s.
! Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   cancel  N:TOKEN sleeper of postgres, active N s: SELECT pg_sleep(300)
!   if still there  its connection is ended N s later
!   recorded first  query text, plan, locks: ~/state/omactl/archive/ID1.jsonl.zst, on this machine
!   undo  none: its transaction rolls back
pg? select state from pg_stat_activity where application_name = 'sleeper' => idle

# It has gone on to something else: the old token fits nobody.
pg& sleeper SELECT pg_sleep(200)
$ sh -c 'omactl pg kill $(cat FOLDER/before) --yes'
! omactl: pg kill: N:TOKEN has gone on: now it is N:TOKEN, active N s: SELECT pg_sleep(200)
! hint: omactl pg ps
=> 8

# A bare pid is taken from somebody who was shown whom it names.
$ sh -c 'omactl pg kill $(token sleeper | cut -d: -f1) --yes'
! omactl: pg kill: pid N is sleeper of postgres, active N s: SELECT pg_sleep(200)
! hint: if that is meant, name it by its token: omactl pg kill N:TOKEN
=> 7
$ tty sh -c 'omactl pg kill $(token sleeper | cut -d: -f1)'
< y
  Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
    cancel  N:TOKEN sleeper of postgres, active N s: SELECT pg_sleep(200)
    if still there  its connection is ended N s later
    recorded first  query text, plan, locks: ~/state/omactl/archive/ID2.jsonl.zst, on this machine
    undo  none: its transaction rolls back
  End 1 backend in default. [y/N] y
  Cancelled 1 query in N s.

# An idle transaction: a cancel would do nothing, and say true.
pg& idler BEGIN; SELECT 1
$ sh -c 'omactl pg kill $(token idler) --ladder cancel:1s --yes'
! omactl: pg kill: N:TOKEN idler of postgres: an idle transaction, which a cancel does not end
! hint: --ladder terminate:10s
=> 7
$ sh -c 'omactl pg kill $(token idler) --yes'
  Ended 1 backend in N s.
! Plan for default/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   terminate  N:TOKEN idler of postgres, idle in transaction N s
!   recorded first  query text, plan, locks: ~/state/omactl/archive/ID3.jsonl.zst, on this machine
!   undo  none: its transaction rolls back
$ omactl pg kill 1:abcde --ladder terminate:1s,cancel:1s
! omactl: pg kill: --ladder: 'terminate:1s,cancel:1s': a ladder goes from cancel to terminate
! hint: --ladder cancel:5s,terminate:10s, cancel:30s or terminate:10s
=> 2
$ omactl pg kill 1:abcde --ladder shoot:1s
! omactl: pg kill: --ladder: 'shoot:1s' is no rung of a ladder
! hint: --ladder cancel:5s,terminate:10s, cancel:30s or terminate:10s
=> 2
