# By what the configuration names; its start, which the server tells, is the proof.
needs postgres
$ omactl pg restart --yes
! omactl: pg restart: the configuration does not say how to restart postgres
! hint: in [env.NAME.postgres]: restart = ["systemctl", "restart", "…"], or unit = "…"
=> 2
file pretend <<END
#!/bin/sh
echo "cannot do that" >&2
exit 4
END
file config.toml <<END
[env.here.postgres]
url = { env = "DATABASE_URL" }
restart = ["FOLDER/pretend"]
END
pg& puma SELECT pg_sleep(300)
$ omactl --config FOLDER/config.toml pg restart --dry-run
  Plan for here/shop, PostgreSQL 15.18 (system SYSTEM, primary)
    pg restart  up since N s; 1 connection is disconnected, 1 of them in a transaction, which rolls back
    connected  1 puma
    first  CHECKPOINT, so that it stops and starts quickly
    by  FOLDER/pretend
    then  waits until it takes a query, at most 2 min
    undo  none: whoever was connected has to connect again
  It would send
    CHECKPOINT
    FOLDER/pretend
  Dry run: nothing was changed.
$ omactl --config FOLDER/config.toml pg restart
! Plan for here/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   pg restart  up since N s; 1 connection is disconnected, 1 of them in a transaction, which rolls back
!   connected  1 puma
!   first  CHECKPOINT, so that it stops and starts quickly
!   by  FOLDER/pretend
!   then  waits until it takes a query, at most 2 min
!   undo  none: whoever was connected has to connect again
! omactl: pg restart: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl --config FOLDER/config.toml pg restart --yes
! Plan for here/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   pg restart  up since N s; 1 connection is disconnected, 1 of them in a transaction, which rolls back
!   connected  1 puma
!   first  CHECKPOINT, so that it stops and starts quickly
!   by  FOLDER/pretend
!   then  waits until it takes a query, at most 2 min
!   undo  none: whoever was connected has to connect again
! omactl: pg restart: FOLDER/pretend: ended with 4: cannot do that; nothing was changed
=> 1
file pretend <<END
#!/bin/sh
exit 0
END
$ omactl --config FOLDER/config.toml pg restart --yes --wait 300ms
  No restarted PostgreSQL takes queries after N s.
! Plan for here/shop, PostgreSQL 15.18 (system SYSTEM, primary)
!   pg restart  up since N s; 1 connection is disconnected, 1 of them in a transaction, which rolls back
!   connected  1 puma
!   first  CHECKPOINT, so that it stops and starts quickly
!   by  FOLDER/pretend
!   then  waits until it takes a query, at most N s
!   undo  none: whoever was connected has to connect again
! omactl: pg restart: after N s it has not been restarted: up since TIME; its own log says why
! hint: omactl journal show ID1
=> 11
$ omactl --config FOLDER/config.toml undo ID1
! omactl: undo: pg restart shop has no undo: whoever was connected has to connect again
! hint: omactl journal show ID1
=> 7
$ omactl --config FOLDER/config.toml journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID1  TIME  pg restart  here/shop  unverified  No restarted PostgreSQL takes queries after N s.
  ID2  TIME  pg restart  here/shop  failed  FOLDER/pretend: ended with 4: cannot do that
