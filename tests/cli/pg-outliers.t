# What the server's time goes to.
needs postgres shared_preload_libraries=pg_stat_statements
$ omactl pg outliers
! omactl: pg outliers: pg_stat_statements is not installed in shop
! hint: CREATE EXTENSION pg_stat_statements;    (and in shared_preload_libraries)
=> 5
pg CREATE EXTENSION pg_stat_statements
pg SELECT pg_sleep(0.2)
$ omactl pg outliers --by size
! omactl: pg outliers: can't order by 'size'
! hint: --by total, calls, mean or io
=> 2
$ sh -c 'omactl pg outliers --first 1 --by mean | grep -c pg_sleep'
  1
$ sh -c 'omactl pg outliers --json | grep -c calls'
  5
