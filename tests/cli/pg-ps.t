# What PostgreSQL is doing, the oldest transaction first.
needs postgres
pg CREATE TABLE sites (id int PRIMARY KEY, host text)
pg& idler BEGIN; SELECT count(*) FROM sites
pg& sleeper SELECT pg_sleep(300) /* controller:sites,action:show */
$ omactl pg ps
  TOKEN  XACT  QUERY  STATE  WAITS FOR  BLOCKED BY  USER  APPLICATION  CLIENT  SQL
  N:TOKEN  N s  N s  idle in transaction  Client: ClientRead  postgres  idler  SELECT count(*) FROM sites
  N:TOKEN  N s  N s  active  Timeout: PgSleep  postgres  sleeper  SELECT pg_sleep(300) /* controller:sites,action:show */
  3 of 50 connections: 1 active, 1 idle in transaction

$ omactl pg ps --state active
  TOKEN  XACT  QUERY  STATE  WAITS FOR  BLOCKED BY  USER  APPLICATION  CLIENT  SQL
  N:TOKEN  N s  N s  active  Timeout: PgSleep  postgres  sleeper  SELECT pg_sleep(300) /* controller:sites,action:show */
  3 of 50 connections: 1 active, 1 idle in transaction

# All rules must hold.
$ omactl pg ps --state idle-in-transaction --app 'idl*'
  TOKEN  XACT  QUERY  STATE  WAITS FOR  BLOCKED BY  USER  APPLICATION  CLIENT  SQL
  N:TOKEN  N s  N s  idle in transaction  Client: ClientRead  postgres  idler  SELECT count(*) FROM sites
  3 of 50 connections: 1 active, 1 idle in transaction
$ omactl pg ps --state active --app 'idl*'
  3 of 50 connections: 1 active, 1 idle in transaction

$ omactl pg ps --match PG_SLEEP --user postgres
  TOKEN  XACT  QUERY  STATE  WAITS FOR  BLOCKED BY  USER  APPLICATION  CLIENT  SQL
  N:TOKEN  N s  N s  active  Timeout: PgSleep  postgres  sleeper  SELECT pg_sleep(300) /* controller:sites,action:show */
  3 of 50 connections: 1 active, 1 idle in transaction
$ omactl pg ps --older-than 1h
  3 of 50 connections: 1 active, 1 idle in transaction

$ omactl pg ps --app sleeper --json
  [
    {
      "pid":N,
      "token": "N:TOKEN",
      "state": "active",
      "backend_type": "client backend",
      "user": "postgres",
      "database": "shop",
      "application": "sleeper",
      "client": null,
      "backend_start": "TIME",
      "xact_start": "TIME",
      "query_start": "TIME",
      "backend_age_s": N,
      "xact_age_s": N,
      "query_age_s": N,
      "state_age_s": N,
      "wait_event_type": "Timeout",
      "wait_event": "PgSleep",
      "blocked_by": [],
      "leader_pid": null,
      "xmin_age": 0,
      "query_id": null,
      "query": "SELECT pg_sleep(300) /* controller:sites,action:show */",
      "truncated": false
    }
  ]

# Words that are none.
$ omactl pg ps --state asleep
! omactl: pg ps: no state is called 'asleep'
! hint: --state active, idle or idle-in-transaction
=> 2
$ omactl pg ps --match '('
! omactl: pg ps: --match '(': Unmatched ( or \(
! hint: a POSIX extended regular expression: 'select .* from sites', '^vacuum', 'job_id = [0-9]+'
=> 2
$ omactl pg ps --watch
! omactl: pg ps: --watch draws on a terminal, and there is none
! hint: omactl pg ps    (in a script)
=> 2

$ omactl pg ps --ping
  PostgreSQL 15.18 (system SYSTEM, primary) takes queries.
env DATABASE_URL=postgresql://postgres@127.0.0.1:1/shop
$ omactl pg ps --ping
  postgres 127.0.0.1:1/shop: connection refused
=> 3
$ omactl pg ps
! omactl: pg ps: postgres 127.0.0.1:1/shop: connection refused
! hint: is it running? psql -h 127.0.0.1 -p 1 -U postgres shop
=> 6
$ omactl pg ps --ping --wait 1s
  postgres 127.0.0.1:1/shop: connection refused
=> 3
$ omactl pg ps --interval 2s
! omactl: pg ps: --interval goes with --watch
! hint: omactl pg ps --watch --interval 5s
=> 2
$ omactl pg ps --wait 2s
! omactl: pg ps: --wait goes with --ping
! hint: omactl pg ps --ping --wait 10m
=> 2
