# The plan of a query, which is never run for it.
needs postgres
pg CREATE TABLE sites (id int PRIMARY KEY, host text)
pg INSERT INTO sites SELECT n, 'host' || n FROM generate_series(1, 20000) n
pg ANALYZE sites
$ omactl pg explain 'SELECT * FROM sites WHERE host = $1'
  Seq Scan on public.sites  (cost=0.00..359.00 rows=1 width=13)
    Filter: (sites.host = $1)
  (for any value of its parameters: which they were isn't known)
  \n
  the planner expects to read all 20,000 rows of public.sites to find 1, by (sites.host = $1): no index on host serves it
    CREATE INDEX CONCURRENTLY ON public.sites (host);
$ omactl pg explain 'SELECT * FROM sites WHERE id = 7'
  Index Scan using sites_pkey on public.sites  (cost=0.29..8.30 rows=1 width=13)
    Index Cond: (sites.id = 7)
$ omactl pg explain 'DELETE FROM sites'
  Delete (ModifyTable) on public.sites  (cost=0.00..309.00 rows=0 width=0)
    ->  Seq Scan on public.sites  (cost=0.00..309.00 rows=20000 width=6)
$ omactl pg explain 'SELECT 1; DELETE FROM sites'
! omactl: pg explain: no plan: postgres SOCKET:5432/shop: refused to ask by a statement that may change something: explain (format json, verbose) SELECT 1; DELETE FROM sites
! hint: omactl pg explain --help
=> 1
$ omactl pg explain 'EXPLAIN ANALYZE DELETE FROM sites'
! omactl: pg explain: no plan: EXPLAIN has no plan
! hint: omactl pg explain --help
=> 1
$ omactl pg explain 'VACUUM sites'
! omactl: pg explain: no plan: VACUUM has no plan
! hint: omactl pg explain --help
=> 1
$ omactl pg explain 'SELECT nothing FROM nowhere'
! omactl: pg explain: no plan: postgres SOCKET:5432/shop: relation "nowhere" does not exist
! hint: omactl pg explain --help
=> 1
$ sh -c 'echo "SELECT count(*) FROM sites" | omactl pg explain -'
  Aggregate  (cost=359.00..359.01 rows=1 width=8)
    ->  Seq Scan on public.sites  (cost=0.00..309.00 rows=20000 width=0)
pg? select count(*) from sites => 20000
pg& sleeper SELECT pg_sleep(300) FROM sites WHERE host = 'host7'
$ sh -c 'omactl pg explain $(omactl pg ps --app sleeper -o tsv | tail -n 1 | cut -f 1)'
  Seq Scan on public.sites  (cost=0.00..359.00 rows=1 width=4)
    Filter: (sites.host = 'host7'::text)
  \n
  the planner expects to read all 20,000 rows of public.sites to find 1, by (sites.host = 'host7'::text): no index on host serves it
    CREATE INDEX CONCURRENTLY ON public.sites (host);
$ omactl pg explain 999999:abcde
! omactl: pg explain: no backend N:TOKEN
! hint: omactl pg ps
=> 5
$ sh -c 'omactl pg explain - < /dev/null'
! omactl: pg explain: there is no query
! hint: echo 'select 1' | omactl pg explain -
=> 2
