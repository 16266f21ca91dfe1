needs postgres max_connections=17
pg create table jobs (id int, name text)
pg insert into jobs values (1, 'it''s'), (2, null)
pg? select * from jobs order by id => 1|it's; 2|(null)
pg? show max_connections => 17
pg? select count(*) from pg_stat_activity where backend_type = 'client backend' => 1
$ sh -c 'echo $DATABASE_URL'
  postgresql://postgres@/shop?host=SOCKET

# A pile-up: who reads, who wants to alter, who waits behind.
pg& reader begin; select * from jobs
pg& alter alter table jobs add more int
pg& web select * from jobs
pg? select application_name, state, wait_event_type from pg_stat_activity where application_name in ('reader', 'alter', 'web') order by 1 => alter|active|Lock; reader|idle in transaction|Client; web|active|Lock
pg- reader
pg& web select 1
pg? select count(*) from information_schema.columns where table_name = 'jobs' => 3
$ echo 'pid 4711, 4711:x7Kq2'
  pid N, N:TOKEN
