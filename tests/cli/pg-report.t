# "Think about the queries you just killed."
needs postgres
pg CREATE TABLE sites (id int PRIMARY KEY, host text)
pg INSERT INTO sites SELECT n, 'host' || n FROM generate_series(1, 20000) n
pg ANALYZE sites
$ omactl pg report --since 30m
  No query was ended from this machine since TIME.
pg& puma1 SELECT pg_sleep(300) FROM sites WHERE host = 'host7'
pg& puma2 SELECT pg_sleep(300) FROM sites WHERE host = 'host8'
pg& sidekiq BEGIN; UPDATE sites SET host = 'x' WHERE id = 1
$ omactl pg kill-long --older-than 1ms --match pg_sleep --yes --quiet
pg& rake ALTER TABLE sites ADD COLUMN visits int
$ omactl pg unblock --yes --quiet
$ omactl pg report --since 30m
  3 backends ended since TIME, 2 shapes of query
  \n
  2 × select pg_sleep (?) from sites where host = ?
      by puma1, puma2: active, N s at the longest; waited for Timeout: PgSleep
      planner expects
        Seq Scan on public.sites  (cost=0.00..359.00 rows=1 width=4)
          Filter: (sites.host = 'host7'::text)
      - the planner expects to read all 20,000 rows of public.sites to find 1, by (sites.host = 'host7'::text): no index on host serves it
        CREATE INDEX CONCURRENTLY ON public.sites (host);
      operation ID1
  \n
  1 × update sites set host = ? where id = ?
      by sidekiq: idle in transaction, N s at the longest; blocked 1
      no plan: a table of it is locked just now
      now: omactl pg explain 'UPDATE sites SET host = '\''x'\'' WHERE id = 1'
      - sidekiq left its transaction open for N s without a statement running: look there for a call to something slow between BEGIN and COMMIT
        ALTER ROLE postgres SET idle_in_transaction_session_timeout = '5min';
      operation ID2
$ sh -c 'omactl pg report --since 30m --json | grep -E "\"(fingerprint|query|backends)\""'
      "fingerprint": "36a88deafe5f0201",
      "query": "select pg_sleep (?) from sites where host = ?",
      "backends": 2,
            "query": "SELECT pg_sleep(300) FROM sites WHERE host = 'host7'",
          "fingerprint": "36a88deafe5f0201",
            "query": "SELECT pg_sleep(300) FROM sites WHERE host = 'host8'",
          "fingerprint": "36a88deafe5f0201",
      "fingerprint": "2b5d9106a0fa5ea2",
      "query": "update sites set host = ? where id = ?",
      "backends": 1,
            "query": "UPDATE sites SET host = 'x' WHERE id = 1",
          "fingerprint": "2b5d9106a0fa5ea2",
