# psql, after saying where; its own connection, and the environment in its prompt.
needs postgres
$ omactl pg console -- -Atc 'select current_database()'
  shop
! PostgreSQL 15.18 (system SYSTEM, primary) at SOCKET:5432/shop as postgres
env OMACTL_READONLY=1
$ omactl pg console -- -Atc 'create table t (n int)'
! PostgreSQL 15.18 (system SYSTEM, primary) at SOCKET:5432/shop as postgres, read only
! ERROR:  cannot execute CREATE TABLE in a read-only transaction
=> 1
env OMACTL_READONLY=
env PATH=/nowhere
$ omactl pg console
! omactl: pg console: psql: no such program
! hint: apt-get install postgresql-client
=> 5
